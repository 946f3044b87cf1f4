import { describe, expect, it } from '@jest/globals'
import { doubtAbout, mayDelete, type Trace } from '../../../src/domain/prove-key.ts'
import { NOW, SID } from '../ids.ts'

const DAY = 24 * 3_600_000
const key = (createdAt: number | undefined) => ({ sid: SID, name: 'svc', createdAt, updatedAt: createdAt })
const WELL = { answeredAt: NOW, now: NOW, steady: NOW, tookMs: 8_000 }

describe('given a yes of Twilio’s', () => {
  it.each([
    { what: 'at the answer', createdAt: NOW, moment: WELL, isDoubted: false },
    { what: 'when it was asked for', createdAt: NOW - 8_000, moment: WELL, isDoubted: false },
    { what: '10 s before that', createdAt: NOW - 18_000, moment: WELL, isDoubted: false },
    { what: 'longer before', createdAt: NOW - 19_000, moment: WELL, isDoubted: true },
    { what: '10 s after the answer', createdAt: NOW + 10_000, moment: WELL, isDoubted: false },
    { what: 'longer after', createdAt: NOW + 11_000, moment: WELL, isDoubted: true },
    { what: 'at no time', createdAt: undefined, moment: WELL, isDoubted: true },
  ])(
    'when its key came into being $what, then it is doubted: $isDoubted',
    ({ createdAt, moment, isDoubted }) => {
      expect(doubtAbout(key(createdAt), moment) !== undefined).toBe(isDoubted)
    },
  )

  it('when our clock is wrong by a minute or two, then Twilio’s own counts', () => {
    const [now, steady] = [NOW + 120_000, NOW + 120_000]
    expect(doubtAbout(key(NOW), { ...WELL, now, steady })).toBeUndefined()
    expect(doubtAbout(key(now), { ...WELL, now, steady })).toBeDefined()
  })

  it('when our clock was set a year ahead since newkey started, then the clock that only runs bears Twilio out', () => {
    expect(doubtAbout(key(NOW), { ...WELL, now: NOW + 365 * DAY })).toBeUndefined()
  })

  it('when the whole answer is from some minutes ago, then it is doubted, however well its times agree', () => {
    const then = NOW - 121_000
    expect(doubtAbout(key(then), { ...WELL, answeredAt: then })).toBeDefined()
  })

  it('when Twilio doesn’t say when it answered, then our clock counts', () => {
    expect(doubtAbout(key(NOW), { ...WELL, answeredAt: undefined })).toBeUndefined()
    expect(doubtAbout(key(NOW - DAY), { ...WELL, answeredAt: undefined })).toBeDefined()
  })
})

describe('given what the audit log says of a key', () => {
  const trace = (event: string, outcome = 'ok', user = 'U0ADA00001', request = 'ours'): Trace => ({
    event,
    request,
    outcome,
    user,
  })
  const held = trace('held', 'orphan', 'newkey')
  const decided = trace('revoking', 'decided', 'U0BOB00001')
  const kept = trace('kept', 'orphan', 'U0BOB00001')
  const pressed = trace('revoking', 'revoked_by_requester', 'U0ADA00001')

  it.each<{ readonly what: string; readonly traces: readonly Trace[]; readonly may: boolean }>([
    { what: 'nothing', traces: [], may: false },
    { what: 'that this request made it', traces: [trace('created')], may: true },
    {
      what: 'that another request made it',
      traces: [trace('created', 'ok', 'U0ADA00001', 'theirs')],
      may: false,
    },
    {
      what: 'that it was made for somebody else than the row says',
      traces: [trace('created', 'ok', 'U0EVE00001')],
      may: false,
    },
    { what: 'that it was found', traces: [held], may: false },
    { what: 'that it was found and a person decided', traces: [held, decided], may: true },
    {
      what: 'that it was found, and then that its owner pressed a button, however often',
      traces: [held, pressed, held, pressed],
      may: false,
    },
    {
      what: 'that it was found, its owner pressed a button, and then another person decided',
      traces: [held, pressed, held, decided],
      may: true,
    },
    {
      what: 'that it was found and another person kept it',
      traces: [held, kept],
      may: false,
    },
    {
      what: 'that it was found, another person kept it, and then its owner revoked it',
      traces: [held, kept, pressed],
      may: true,
    },
    {
      what: 'that it was found, another person kept it, and then a third one decided',
      traces: [held, kept, held, trace('revoking', 'decided', 'U0EVE00001')],
      may: true,
    },
    {
      what: 'that its owner pressed a button, and then another person kept it',
      traces: [held, pressed, held, kept],
      may: false,
    },
    {
      what: 'that another person decided to delete it, and then to keep it',
      traces: [held, decided, held, kept],
      may: false,
    },
    {
      what: 'that it was found, its owner kept it, and then revoked it',
      traces: [held, trace('kept', 'orphan', 'U0ADA00001'), pressed],
      may: false,
    },
    {
      what: 'that it was found, newkey itself kept it, and then its owner revoked it',
      traces: [held, trace('kept', 'orphan', 'newkey'), pressed],
      may: false,
    },
    {
      what: 'that it was kept, its owner revoked it, and that it was found only then',
      traces: [kept, pressed, held],
      may: false,
    },
    {
      what: 'that another request’s key was kept, and then its owner revoked this one',
      traces: [held, trace('kept', 'orphan', 'U0BOB00001', 'theirs'), pressed],
      may: false,
    },
    {
      what: 'that this request made it, and that its owner revoked it while it was held',
      traces: [trace('created'), held, pressed],
      may: true,
    },
    { what: 'that a person decided before it was found', traces: [decided, held], may: false },
    { what: 'that a person decided, and not that it was found', traces: [decided], may: false },
    {
      what: 'that newkey itself decided',
      traces: [held, trace('revoking', 'decided', 'newkey')],
      may: false,
    },
    {
      what: 'that its requester pressed a button, and not that it was made',
      traces: [trace('delivered'), trace('revoking', 'not_received', 'U0ADA00001')],
      may: false,
    },
    { what: 'that it was interrupted', traces: [trace('revoking', 'interrupted', 'newkey')], may: false },
    // Every key that newkey makes has a record that says so, also one that couldn't be recorded at first or came too late.
    {
      what: 'that it couldn’t be recorded, and no more',
      traces: [trace('revoking', 'record_failed', 'newkey')],
      may: false,
    },
    {
      what: 'that it came too late, and no more',
      traces: [trace('revoking', 'overtaken', 'newkey')],
      may: false,
    },
    {
      what: 'that it was made and couldn’t be recorded at first',
      traces: [trace('created'), trace('revoking', 'record_failed', 'newkey')],
      may: true,
    },
    {
      what: 'that it was found, and then that this request made it',
      traces: [held, trace('created')],
      may: true,
    },
    {
      what: 'that it was found, and that the operator decided',
      traces: [held, trace('revoking', 'decided', 'operator')],
      may: false,
    },
    {
      what: 'that it was found for another request, and a person decided',
      traces: [trace('held', 'orphan', 'newkey', 'theirs'), decided],
      may: false,
    },
    {
      what: 'that it was found, and a person decided about another request’s',
      traces: [held, trace('revoking', 'decided', 'U0BOB00001', 'theirs')],
      may: false,
    },
    {
      what: 'that newkey itself says it was created',
      traces: [trace('created', 'ok', 'newkey')],
      may: false,
    },
  ])('when it says $what, then newkey may delete it: $may', ({ traces, may }) => {
    expect(mayDelete(traces, { request: 'ours', owner: 'U0ADA00001', isUnasked: false })).toBe(may)
  })

  it.each(['delivered', 'confirmed', 'kept'])(
    'when it says that the key is %s, then it goes only if a person asks',
    (event) => {
      const traces = [trace('created'), trace(event), trace('revoking', 'interrupted')]
      const row = { request: 'ours', owner: 'U0ADA00001' }
      expect(mayDelete(traces, { ...row, isUnasked: true })).toBe(false)
      expect(mayDelete(traces, { ...row, isUnasked: false })).toBe(true)
    },
  )

  it('when it says that another request’s key is in use, then that says nothing of this one', () => {
    const traces = [trace('created'), trace('delivered', 'ok', 'U0ADA00001', 'theirs')]
    expect(mayDelete(traces, { request: 'ours', owner: 'U0ADA00001', isUnasked: true })).toBe(true)
  })

  it('when it was found and kept, then it goes only if a person asks, and has decided so afterwards', () => {
    const kept = [held, trace('kept', 'orphan', 'U0BOB00001')]
    const row = { request: 'ours', owner: 'U0ADA00001' }
    expect(mayDelete(kept, { ...row, isUnasked: false })).toBe(false)
    const asked = [...kept, trace('revoking', 'revoked_by_requester', 'U0ADA00001')]
    expect(mayDelete(asked, { ...row, isUnasked: false })).toBe(true)
    expect(mayDelete(asked, { ...row, isUnasked: true })).toBe(false)
  })
})
