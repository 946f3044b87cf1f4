import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import type { TwilioTrouble } from '../../sandbox/twilio/trouble.ts'
import { HANGS, startWiredApp, type WiredApp } from './bot.ts'
import { lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const posts = (): number =>
  wire.transcript().filter((line) => line.includes('POST') && line.includes('Keys.json')).length
const operatorLine = (): string => wire.log.findLast((line) => /Twilio (refused|may have)/.test(line)) ?? ''

describe('given a definite no of Twilio', () => {
  it.each([
    { status: 401, code: 20003, outcome: 'twilio_credential', says: 'own credential' },
    { status: 401, code: 70051, outcome: 'twilio_permission', says: 'doesn’t allow' },
    { status: 403, code: 20403, outcome: 'twilio_permission', says: 'doesn’t allow' },
    { status: 404, code: 20404, outcome: 'twilio_account', says: 'can’t find the account' },
    { status: 400, code: 70001, outcome: 'twilio_name', says: 'rejected this name' },
    { status: 400, code: 70151, outcome: 'twilio_full', says: 'as many API keys as it can hold' },
    { status: 429, code: 20429, outcome: 'twilio_busy', says: 'Twilio is busy' },
    { status: 400, code: 20001, outcome: 'twilio_refused', says: 'Twilio refused' },
  ])(
    'when it is $status/$code, then the user reads that no key was made and what to do',
    async ({ status, code, outcome, says }) => {
      wire = await startWiredApp({
        before: ({ twilio }) => twilio.trouble.set('create', { kind: 'twilio', status, code }),
      })
      await wire.type('payments-svc')

      expect(lastReply(wire, ADA)).toContain('No key was created: ')
      expect(lastReply(wire, ADA)).toContain(says)
      expect(wire.audit()).toEqual(['received ok', 'authorized ok', 'intent ok', `failed ${outcome}`])
      expect(posts()).toBe(1)
      expect(JSON.parse(operatorLine())).toMatchObject({
        status,
        code,
        twilioRequest: expect.stringMatching(/^RQ\w{32}$/),
      })
      expect(wire.twilio.keys.size).toBe(0)
    },
  )
})

describe('given an answer that leaves open whether a key was made', () => {
  const cases: readonly (readonly [string, TwilioTrouble, string])[] = [
    ['a 500 of Twilio', { kind: 'twilio', status: 500, code: 20500, made: true }, 'twilio_error'],
    ['a 503 without a body of Twilio', { kind: 'html', status: 503 }, 'twilio_error'],
    ['a 404 that is not Twilio’s own', { kind: 'html', status: 404 }, 'twilio_error'],
    ['a 408', { kind: 'twilio', status: 408, code: 20408 }, 'twilio_error'],
    ['a 409', { kind: 'twilio', status: 409, code: 20409 }, 'twilio_error'],
    [
      'a 4xx with a number that isn’t one of Twilio’s',
      { kind: 'says', status: 404, answer: { code: 5, message: 'no route' } },
      'twilio_error',
    ],
    [
      'an error that speaks of another status',
      { kind: 'says', status: 400, answer: { code: 20001, status: 503 } },
      'twilio_error',
    ],
    ['a 425', { kind: 'twilio', status: 425, code: 20425 }, 'twilio_error'],
    ['a hang', { kind: 'hang', made: true }, 'twilio_silent'],
    ['a broken connection', { kind: 'reset', made: true }, 'twilio_cut_off'],
    ['an answer whose body never comes', { kind: 'stall', made: true }, 'twilio_silent'],
    ['a 201 that ends in the middle', { kind: 'cut_off' }, 'twilio_unreadable'],
  ]
  it.each(cases)(
    'when it is %s, then it is never sent again and the user reads that a key may exist',
    async (_, trouble, outcome) => {
      wire = await startWiredApp({ ...HANGS, before: ({ twilio }) => twilio.trouble.set('create', trouble) })
      await wire.type('payments-svc')

      expect(lastReply(wire, ADA)).toContain('newkey doesn’t know whether your key was created')
      expect(lastReply(wire, ADA)).toContain('may exist')
      expect(lastReply(wire, ADA)).toContain('You can ask again')
      expect(wire.audit().slice(0, 4)).toEqual([
        'received ok',
        'authorized ok',
        'intent ok',
        `unknown ${outcome}`,
      ])
      expect(posts()).toBe(1)
      expect(JSON.parse(operatorLine())).toMatchObject({ msg: 'Twilio may have created a key' })
      expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
    },
  )
})

describe('given a 201 without a secret', () => {
  it('when it comes, then the key is deleted again and the user told', async () => {
    wire = await startWiredApp({
      before: ({ twilio }) => twilio.trouble.set('create', { kind: 'no_secret' }),
    })
    await wire.type('payments-svc')
    expect(wire.audit().slice(3)).toEqual(['created ok', 'revoking no_secret', 'revoked no_secret'])
    expect(lastReply(wire, ADA)).toContain('returned no secret')
    expect(wire.twilio.keys.size).toBe(0)
  })
})
