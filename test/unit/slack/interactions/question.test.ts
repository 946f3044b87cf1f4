import { describe, expect, it } from '@jest/globals'
import type { Key } from '../../../../src/domain/key.ts'
import type { Request } from '../../../../src/domain/request.ts'
import { NewkeyError } from '../../../../src/errors.ts'
import { cancelListener, createListener } from '../../../../src/slack/interactions/question.ts'
import { ADA, BOB, requestId, TEAM } from '../../ids.ts'
import { keyIn, requestIn } from '../../requests.ts'
import { listening } from './listening.ts'

const click = {
  user: { id: ADA },
  team: { id: TEAM },
  container: { is_ephemeral: true },
  actions: [{ value: requestId(1) }],
  response_url: 'https://hooks.slack.com/actions/T1/2/abc',
}

/** Somebody answers. Each time the request is looked up, it stands as the next of `stands` says. @returns what was done */
async function press(
  button: 'create' | 'cancel',
  stands: readonly Request[],
  { key, user = ADA, fails }: { key?: Key; user?: string; fails?: NewkeyError } = {},
): Promise<string[]> {
  let looks = 0
  const { services, deeds, did } = listening({
    requests: {
      find: async () => stands[Math.min(looks++, stands.length - 1)],
      ...(fails && {
        admit: async () => {
          throw fails
        },
      }),
    },
    keys: { issuedBy: async () => key },
    notices: {
      reply: async ({ state }, { replaces }) => {
        did(`${replaces ? 'replace by' : 'add'} ${state}`)
        return true
      },
    },
  })
  const context = { payloadDigest: 'd'.repeat(64) }
  const listener = button === 'create' ? createListener : cancelListener
  await listener.handle(services, {
    body: { ...click, user: { id: user } },
    context,
    ack: async () => did('ack'),
  })
  return deeds
}
const overtaken = new NewkeyError('overtaken', 'another click was faster')

describe('given a question that waits for an answer', () => {
  it('when its requester wants the key, then it is created, and the answer takes the question’s place', async () => {
    const deeds = await press('create', [requestIn('asked')])
    expect(deeds).toEqual(
      expect.arrayContaining(['intent', 'POST', 'deliver the secret', 'replace by delivered']),
    )
  })

  it('when they cancel, then that takes the question’s place', async () => {
    const deeds = await press('cancel', [requestIn('asked')])
    expect(deeds).toEqual(['ack', 'withdrawn', 'replace by withdrawn', 'sent ending of withdrawn'])
  })

  it('when somebody else presses, then they hear that nothing was changed, and the question stays', async () => {
    const deeds = await press('create', [requestIn('asked')], { user: BOB })
    expect(deeds).toEqual(['ack', 'say Nothing was changed.'])
  })

  it('when the database fails before the key is made, then a fault takes the question’s place', async () => {
    const fails = new NewkeyError('store_failed', 'the test wants it so')
    const deeds = await press('create', [requestIn('asked')], { fails })
    expect(deeds).toEqual(['ack', expect.stringMatching(/^say /)])
  })
})

describe('given another click that was faster', () => {
  it('when the key is still being created, then nothing is said: that click says what comes of it', async () => {
    const stands = [requestIn('asked'), requestIn('intent')]
    expect(await press('create', stands, { fails: overtaken })).toEqual(['ack'])
    expect(await press('cancel', [requestIn('intent')])).toEqual(['ack'])
  })

  it('when the time was up meanwhile, then that takes the question’s place', async () => {
    const stands = [requestIn('asked'), requestIn('expired')]
    expect(await press('create', stands, { fails: overtaken })).toContain('replace by expired')
  })

  it.each(['denied', 'failed', 'unknown', 'withdrawn', 'expired'] as const)(
    'when its request has ended as %s, then that stands there',
    async (state) => {
      expect(await press('create', [requestIn(state)])).toContain(`replace by ${state}`)
    },
  )

  it.each(['delivered', 'active', 'revoking', 'revoked'] as const)(
    'when its key is %s, then that stands there, and nothing is deleted',
    async (state) => {
      const deeds = await press('cancel', [requestIn('issued')], { key: keyIn(state) })
      expect(deeds).toContain(`replace by ${state}`)
      expect(deeds).not.toContain('delete_original')
    },
  )
})
