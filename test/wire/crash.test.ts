import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import type { Authorized, RequestIn } from '../../src/domain/request.ts'
import {
  isAccountSid,
  isChannelId,
  isGroupId,
  isKeySid,
  isRequestId,
  isTeamId,
  isUserId,
  type KeySid,
} from '../../src/ids.ts'
import { SILENT_LOG } from '../../src/log.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { createStore } from '../../src/store/store.ts'
import { ACCOUNT, type BeforeStart, HANGS, START, startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

function checked<T extends string>(is: (value: string) => value is T, value: string): T {
  if (is(value)) return value
  throw new Error(`not right: ${value}`)
}

const SID = checked(isKeySid, `SK${'d'.repeat(32)}`)
const by = { user: checked(isUserId, ADA), team: checked(isTeamId, 'T0NEWKEY01') }
const authorized: Authorized = {
  group: checked(isGroupId, 'S0PLATFORM'),
  dm: checked(isChannelId, 'D0ADA00001'),
}
type Store = ReturnType<typeof createStore>

/** What another process wrote before it died. */
async function died(
  { file, slack }: Pick<BeforeStart, 'file' | 'slack'>,
  at: (store: Store, request: RequestIn<'received'>) => Promise<unknown>,
): Promise<void> {
  slack.handle(OPEN_DM)
  const db = await openDatabase(file)
  const monotonic = (): number => START
  const store = createStore(db, {
    clock: { now: () => START, steady: () => START, monotonic },
    process: 'the process that died',
    onAudit: () => undefined,
    log: SILENT_LOG,
  })
  const received = await store.requests.receive(
    {
      ...by,
      id: checked(isRequestId, `req_${'d'.repeat(20)}`),
      name: 'payments-svc',
      reason: '',
      askedAt: START,
      account: checked(isAccountSid, ACCOUNT),
      region: 'us1',
      api: 'v2010',
    },
    { trigger: 'a trigger', payload: 'a payload' },
  )
  if (received === 'duplicate') throw new Error('already there')
  await at(store, received)
  await db.destroy()
}

const intent = async (store: Store, request: RequestIn<'received'>): Promise<RequestIn<'intent'>> => {
  const limits = { issuesPerHour: 5, liveKeys: 5 }
  const admitted = await store.requests.admit(request, authorized, {
    limits,
    isSentence: false,
    isStopping: () => false,
  })
  if (admitted.state !== 'intent') throw new Error('denied')
  return admitted
}
const created = async (store: Store, request: RequestIn<'received'>, sid: KeySid) => {
  const claim = await store.keys.claim(await intent(store, request), {
    sid,
    createdAt: START,
    name: 'payments-svc',
  })
  if (claim.kind !== 'created') throw new Error(claim.kind)
  return claim.key
}

const key = {
  sid: SID,
  friendlyName: 'payments-svc',
  dateCreated: START,
  dateUpdated: START,
  secret: 'f'.repeat(32),
}
/** Opens Ada's DM, as it was before the process died. */
const OPEN_DM = {
  method: 'POST',
  path: '/api/conversations.open',
  headers: { authorization: 'Bearer xoxb-wire' },
  body: `users=${ADA}`,
}
const posts = (): number =>
  wire.transcript().filter((line) => line.includes('POST') && line.includes('Keys.json')).length

describe('given a process that died', () => {
  it('when it had received a request, then the requester reads by DM that no key was made', async () => {
    wire = await startWiredApp({ before: (fakes) => died(fakes, async () => undefined) })
    expect(wire.audit()).toEqual(['failed interrupted'])
    expect(textOf(lastInDm(wire, ADA))).toContain(
      'No key was created: newkey was interrupted before it asked Twilio',
    )
    expect(posts()).toBe(0)
  })

  it('when it had a durable intent, then the key is never asked for again, and the DM says that it may exist', async () => {
    wire = await startWiredApp({ before: (fakes) => died(fakes, intent) })
    expect(wire.audit()).toEqual(['unknown interrupted'])
    expect(textOf(lastInDm(wire, ADA))).toContain('A key named payments-svc may exist')
    expect(posts()).toBe(0)
  })

  it('when it had made a key and not shown it, then the key is deleted, and the DM says so', async () => {
    wire = await startWiredApp({
      before: async (fakes) => {
        fakes.twilio.keys.set(SID, key)
        await died(fakes, (store, request) => created(store, request, SID))
      },
    })
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.audit()).toEqual(['revoking interrupted', 'revoked interrupted'])
    expect(textOf(lastInDm(wire, ADA))).toContain(
      'newkey was interrupted before it knew whether you had seen the secret',
    )
    expect(textOf(lastInDm(wire, ADA))).toContain('The key is revoked')
  })

  it('when it had delivered the key and not posted the card, then the card is posted and the key stays', async () => {
    wire = await startWiredApp({
      before: async (fakes) => {
        fakes.twilio.keys.set(SID, key)
        await died(fakes, async (store, request) =>
          store.keys.advance(await created(store, request, SID), 'delivered', {}, by),
        )
      },
    })
    expect(wire.twilio.keys.size).toBe(1)
    expect(wire.audit()).toEqual([])
    expect(textOf(lastInDm(wire, ADA))).toContain(SID)
  })

  it('when Slack hangs, then a key that nobody saw is deleted before anybody is told of anything', async () => {
    const before = async (fakes: BeforeStart): Promise<void> => {
      fakes.twilio.keys.set(SID, key)
      await died(fakes, (store, request) => created(store, request, SID))
      fakes.slack.trouble.set('*', { kind: 'hang' })
    }
    wire = await startWiredApp({ ...HANGS, before })
    const said = wire.transcript().findIndex((line) => line.includes('chat.postMessage'))
    const gone = wire.transcript().findIndex((line) => line.includes('DELETE'))
    expect(gone).toBeGreaterThanOrEqual(0)
    expect(said).toBeGreaterThan(gone)
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when it was started again twice, then nobody is told twice', async () => {
    wire = await startWiredApp({ before: (fakes) => died(fakes, intent) })
    await wire.restart()
    wire.pass(120_000)
    await wire.restart()
    expect(wire.slack.screen(ADA)).toHaveLength(1)
  })
})
