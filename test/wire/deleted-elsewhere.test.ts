import { describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { ACCOUNT, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, lastInDm, textOf } from './reading.ts'

const HOUR_MS = 3_600_000
const ONE_LIVE = { MAX_LIVE_KEYS_PER_PERSON: '1', MAX_ISSUES_PER_HOUR: '100' }

const sidsOf = (wire: WiredApp): string[] => [...wire.twilio.keys.keys()]
/** Somebody deletes a key in the Twilio Console: the first, if none is named. */
function deleteInConsole(wire: WiredApp, sid = sidsOf(wire)[0] ?? ''): string {
  expect(wire.twilio.deleteInConsole(sid)).toBe(true)
  return sid
}
const toTwilio = (wire: WiredApp, from = 0): string[] =>
  wire
    .transcript()
    .slice(from)
    .filter((line) => line.startsWith('api.twilio.com'))
const revoked = (wire: WiredApp): string[] => wire.audit().filter((event) => event.startsWith('revok'))

describe('given a person with as many keys as they may have, one of which was deleted in the Console', () => {
  it('when they ask for another, then they get it, the audit log says why, and they are told', async () => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-1')
    const sid = deleteInConsole(wire)
    const before = wire.transcript().length
    await wire.type('svc-2')

    expect(toTwilio(wire, before)).toEqual([
      expect.stringContaining(`GET ${ACCOUNT}/Keys.json`),
      `api.twilio.com GET ${ACCOUNT}/Keys/${sid}.json → 404 20404`,
      expect.stringContaining(`POST ${ACCOUNT}/Keys.json`),
    ])
    expect(wire.audit().slice(5)).toEqual([
      'received ok',
      'revoked deleted_elsewhere',
      'authorized ok',
      'intent ok',
      'created ok',
      'delivered ok',
    ])
    const texts = wire.slack.screen(ADA).map(textOf)
    const card = wire.slack.screen(ADA).find((one) => !one.ephemeral && textOf(one).includes(sid))
    expect(card && textOf(card)).toContain('Somebody deleted it at Twilio without newkey')
    expect(card && buttonsOf(card)).toEqual([])
    expect(texts.filter((text) => text.includes('Your key svc-1 no longer works'))).toHaveLength(1)
    expect(wire.secretSeen()).toEqual({ requests: 2, elsewhere: [] })
  })

  it('when they have none that is gone, then the refusal stands, and nothing is revoked', async () => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-1')
    await wire.type('svc-2')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
    expect(revoked(wire)).toEqual([])
  })

  it.each([
    ['doesn’t list its keys', 'list', { kind: 'twilio', status: 500, code: 20500 }],
    ['shows a page instead of the key', 'fetch', { kind: 'html', status: 404 }],
    ['refuses the credential', 'fetch', { kind: 'twilio', status: 401, code: 20003 }],
    ['has a 404 of another kind', 'fetch', { kind: 'twilio', status: 404, code: 20003 }],
    ['cuts the connection', 'fetch', { kind: 'reset' }],
  ] as const)('when Twilio %s, then the refusal stands', async (_, operation, trouble) => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-1')
    deleteInConsole(wire)
    wire.twilio.trouble.set(operation, trouble)
    await wire.type('svc-2')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
    expect(revoked(wire)).toEqual([])
  })

  it('when an empty list comes from a proxy, then the key itself is asked for, and stays', async () => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-1')
    wire.twilio.trouble.set('list', { kind: 'says', status: 200, answer: { keys: [], next_page_uri: null } })
    await wire.type('svc-2')
    expect(wire.audit().at(-1)).toBe('denied live_limit')
    expect(revoked(wire)).toEqual([])
  })

  it('when somebody else’s key is gone too, then only the requester’s own is looked at', async () => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-bob', BOB)
    await wire.type('svc-ada')
    for (const sid of sidsOf(wire)) deleteInConsole(wire, sid)
    await wire.type('svc-2')
    expect(revoked(wire)).toEqual(['revoked deleted_elsewhere'])
    expect(textOf(lastInDm(wire, BOB))).not.toContain('deleted it at Twilio')
  })

  it('when they have fewer keys than they may, then Twilio is asked nothing more', async () => {
    const wire = await startWiredApp()
    await wire.type('svc-1')
    const before = wire.transcript().length
    await wire.type('svc-2')
    expect(toTwilio(wire, before)).toHaveLength(1)
  })
})

describe('given keys that were deleted in the Console', () => {
  it('when newkey compares, then those alone are revoked, in every state, and each owner is told once', async () => {
    const wire = await startWiredApp()
    await wire.type('svc-delivered')
    await wire.type('svc-active')
    await wire.press(ADA, lastInDm(wire, ADA), 'confirm')
    await wire.type('svc-stays', BOB)
    const [one, two] = sidsOf(wire)
    for (const sid of [one, two]) deleteInConsole(wire, sid)
    wire.pass(HOUR_MS)
    await wire.restart()
    expect(revoked(wire)).toEqual(['revoked deleted_elsewhere', 'revoked deleted_elsewhere'])
    const told = wire.slack.screen(ADA).filter((one) => /^Your key .* no longer works/.test(textOf(one)))
    expect(told).toHaveLength(2)
    await wire.restart()
    expect(revoked(wire)).toHaveLength(2)
    expect(
      wire.slack.screen(ADA).filter((one) => /^Your key .* no longer works/.test(textOf(one))),
    ).toHaveLength(2)
    expect(wire.slack.screen(BOB).some((one) => /^Your key .* no longer works/.test(textOf(one)))).toBe(false)
  })

  it('when a key waits for a reviewer, then the question says that it is gone', async () => {
    const wire = await startWiredApp({
      before: ({ twilio }) => twilio.trouble.set('create', { kind: 'reset', made: true, times: 1 }),
    })
    await wire.type('svc-1')
    expect(wire.audit().at(-1)).toBe('held orphan')
    deleteInConsole(wire)
    await wire.restart()
    expect(wire.audit().at(-1)).toBe('revoked deleted_elsewhere')
    expect(buttonsOf(lastInDm(wire, BOB))).toEqual([])
    expect(textOf(lastInDm(wire, BOB))).toContain('no longer works')
  })

  it('when the owner presses on the old card afterwards, then they read what happened, and nothing is deleted', async () => {
    const wire = await startWiredApp({ env: ONE_LIVE })
    await wire.type('svc-1')
    const card = lastInDm(wire, ADA)
    deleteInConsole(wire)
    await wire.restart()
    await wire.press(ADA, card, 'not_received')
    expect(wire.audit().at(-1)).toBe('revoked deleted_elsewhere')
    expect(toTwilio(wire).some((line) => line.includes('DELETE'))).toBe(false)
  })

  it('when one shows up at Twilio again, then the operator reads its SID in an error', async () => {
    const wire = await startWiredApp()
    await wire.type('svc-1')
    const sid = deleteInConsole(wire)
    await wire.restart()
    const key = wire.twilio.deleted.get(sid)
    if (key) wire.twilio.keys.set(sid, key)
    await wire.restart()
    expect(
      wire.log.some((line) => line.includes('recorded as deleted at Twilio') && line.includes(sid)),
    ).toBe(true)
  })
})

describe('given a key that is being delivered', () => {
  it('when another request compares at that moment, then it is left to the first', async () => {
    let wire: WiredApp | undefined
    const sids: string[] = []
    wire = await startWiredApp({
      env: { MAX_LIVE_KEYS_PER_PERSON: '1' },
      meanwhile: async ({ path }) => {
        if (!path.endsWith('chat.postEphemeral') || !wire || sids.length > 0) return
        sids.push(...sidsOf(wire))
        deleteInConsole(wire)
        await fetch(`${wire.url}/slack/events`, {
          method: 'POST',
          ...signedCommand(wire),
        })
        for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
      },
    })
    await wire.type('svc-1')
    expect(wire.audit()).toContain('delivered ok')
    expect(wire.audit().filter((event) => event === 'denied live_limit')).toHaveLength(1)
    expect(revoked(wire)).toEqual([])
  })
})

function signedCommand(wire: WiredApp) {
  const { headers, body } = wire.slack.command(ADA, 'svc-2')
  return { headers, body }
}
