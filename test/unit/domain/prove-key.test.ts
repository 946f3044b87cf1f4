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
  const held = trace('held', 'orphan')
  const decided = trace('revoke_pending', 'decided', 'U0BOB00001')

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
    { what: 'that a person decided before it was found', traces: [decided, held], may: false },
    { what: 'that a person decided, and not that it was found', traces: [decided], may: false },
    {
      what: 'that newkey itself decided',
      traces: [held, trace('revoke_pending', 'decided', 'newkey')],
      may: false,
    },
    {
      what: 'that its requester pressed a button, and not that it was made',
      traces: [trace('delivered'), trace('revoke_pending', 'not_received', 'U0ADA00001')],
      may: false,
    },
    { what: 'that it was interrupted', traces: [trace('revoke_pending', 'interrupted')], may: false },
    { what: 'that it couldn’t be recorded', traces: [trace('revoke_pending', 'record_failed')], may: true },
    { what: 'that it came too late', traces: [trace('revoke_pending', 'overtaken')], may: true },
  ])('when it says $what, then newkey may delete it: $may', ({ traces, may }) => {
    expect(mayDelete(traces, { request: 'ours', user: 'U0ADA00001', unasked: false })).toBe(may)
  })

  it.each(['delivered', 'confirmed', 'kept'])(
    'when it says that the key is %s, then it goes only if a person asks',
    (event) => {
      const traces = [trace('created'), trace(event), trace('revoke_pending', 'interrupted')]
      const row = { request: 'ours', user: 'U0ADA00001' }
      expect(mayDelete(traces, { ...row, unasked: true })).toBe(false)
      expect(mayDelete(traces, { ...row, unasked: false })).toBe(true)
    },
  )
})
