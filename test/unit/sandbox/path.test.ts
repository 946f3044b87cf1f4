import { describe, expect, it } from '@jest/globals'
import type { AuditLine } from '../../../sandbox/audit-lines.ts'
import { explain } from '../../../sandbox/page/explain.ts'
import { type Company, pathsOf } from '../../../sandbox/page/path.ts'
import {
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../../../src/domain/causes.ts'

/** Records of one request: each an event, with its outcome where that isn't ok. */
function records(...events: string[]): AuditLine[] {
  return events.map((said, at) => {
    const [event = '', outcome = 'ok', user = 'Ada'] = said.split(' ')
    return {
      audit: true,
      seq: at + 1,
      at: new Date(at * 1000).toISOString(),
      event,
      outcome,
      request: 'req_1',
      actor: { user },
      name: 'payments-svc',
      sid: null,
      reason: '',
      hash: '',
    }
  })
}
const COMPANY: Company = { nameOf: (user) => user, leads: ['Grace', 'Alan'], bot: 'running' }
const pathOf = (...events: string[]) => {
  const [path] = pathsOf(records(...events), COMPANY)
  if (!path) throw new Error('there is no path')
  return { ...path, states: path.steps.map(({ state }) => state).join(' ') }
}
const BEGUN = ['received', 'authorized', 'intent']

describe('given the audit records of a request', () => {
  it.each([
    ['done now todo todo todo', 'working', ['received']],
    ['done done done done done', 'good', [...BEGUN, 'created', 'delivered']],
    ['done done done done done', 'good', [...BEGUN, 'created', 'delivered', 'confirmed']],
    ['done waits todo todo todo', 'care', ['received', 'asked name_in_use']],
    ['done stopped todo todo todo', 'over', ['received', 'asked name_in_use', 'withdrawn']],
    ['done stopped todo todo todo', 'over', ['received', 'asked name_in_use', 'expired']],
    ['done stopped todo todo todo', 'no', ['received', 'asked name_in_use', 'denied not_in_group']],
    ['done done now todo todo', 'working', ['received', 'asked name_in_use', 'authorized']],
    ['done done done done done', 'good', [...BEGUN.toSpliced(1, 0, 'asked'), 'created', 'delivered']],
    ['done stopped todo todo todo', 'no', ['received', 'denied not_in_group']],
    ['done stopped todo todo todo', 'no', ['received', 'authorized', 'denied hourly_limit']],
    ['done done done stopped todo', 'no', [...BEGUN, 'failed twilio_busy']],
    ['done done done unsure todo', 'care', [...BEGUN, 'unknown twilio_cut_off']],
    ['done done done unsure todo', 'care', [...BEGUN, 'unknown twilio_cut_off', 'held orphan newkey']],
    ['done done done done stopped', 'care', [...BEGUN, 'created', 'revoking delivery_failed']],
    [
      'done done done done stopped',
      'no',
      [...BEGUN, 'created', 'revoking delivery_failed', 'revoked delivery_failed'],
    ],
    [
      'done done done done done',
      'no',
      [...BEGUN, 'created', 'delivered', 'revoking not_received', 'revoked not_received'],
    ],
  ] as const)('then its path is %s, and its tone %s', (states, tone, events) => {
    expect(pathOf(...events)).toMatchObject({ states, tone })
  })

  it('then a button that somebody else pressed in vain changes nothing', () => {
    expect(pathOf(...BEGUN, 'created', 'delivered', 'button_refused not_yours Bob')).toMatchObject({
      tone: 'good',
      headline: 'Delivered',
    })
  })

  it('when another request has the newest record, then that one comes first', () => {
    const [first = [], second = []] = [records(...BEGUN), records('received')].map((some, at) =>
      some.map((record) => ({ ...record, request: `req_${at}`, seq: record.seq + at * 10 })),
    )
    const later = records('received', 'authorized', 'intent', 'created').slice(3)
    const order = (...some: AuditLine[]): string[] => pathsOf(some, COMPANY).map(({ id }) => id)
    expect(order(...first, ...second)).toEqual(['req_1', 'req_0'])
    const moved = later.map((record) => ({ ...record, request: 'req_0', seq: 30 }))
    expect(order(...first, ...second, ...moved)).toEqual(['req_0', 'req_1'])
  })

  it.each([
    ['Ada', ['Grace', 'Alan'], 'become Grace'],
    ['Grace', ['Grace', 'Alan'], 'become Alan'],
    ['Ada', [], 'no lead is one'],
  ])('when a key of %s is held and the leads are %j, then it says: %s', (who, leads, words) => {
    const held = records(`received ok ${who}`, 'unknown twilio_cut_off', 'held orphan newkey')
    expect(pathsOf(held, { ...COMPANY, leads })[0]?.says).toContain(words)
  })

  it('when somebody wanted the key revoked, then it isn’t shown as a failure', () => {
    const given = [...BEGUN, 'created', 'delivered', 'revoking revoked_by_requester']
    expect(pathOf(...given, 'revoked revoked_by_requester').tone).toBe('over')
  })

  it('when newkey is dead in the middle, then the path says that it was interrupted', () => {
    const [path] = pathsOf(records(...BEGUN), { ...COMPANY, bot: 'stopped' })
    expect(path?.steps.map(({ state }) => state).join(' ')).toBe('done done done held_up todo')
    expect([path?.headline, path?.tone]).toEqual(['Interrupted', 'care'])
  })

  it('when somebody decided, then they are named, though newkey carries it out', () => {
    const path = pathOf(
      ...BEGUN,
      'unknown interrupted newkey',
      'held orphan newkey',
      'revoking decided Grace',
      'revoked decided newkey',
      'button_refused not_ready Bob',
    )
    expect(path.says).toContain('Grace decided to revoke it.')
    expect(path.after.map(({ what }) => what)).toEqual([
      'Waiting for a person to decide',
      'Revocation recorded',
      'Deleted at Twilio',
    ])
  })
})

describe('given every outcome that newkey has', () => {
  const outcomes = [
    ...DENIAL_CAUSES.map((outcome) => ['denied', outcome] as const),
    ...FAILURE_CAUSES.map((outcome) => ['failed', outcome] as const),
    ...UNKNOWN_CAUSES.map((outcome) => ['unknown', outcome] as const),
    ...HOLD_CAUSES.map((outcome) => ['held', outcome] as const),
    ...REVOKE_CAUSES.map((outcome) => ['revoked', outcome] as const),
  ]
  it.each(outcomes)('%s %s is explained in words, not by its code', (event, outcome) => {
    const cast = { who: 'Ada', by: 'Grace', decider: 'Grace', bot: 'running' } as const
    const { headline, says } = explain(event, outcome, cast)
    expect(headline).toMatch(/^[A-Z]/)
    expect(says).not.toContain('_')
    // Each has words of its own, and not those for what nobody foresaw.
    expect(says).not.toBe(explain(event, 'unheard_of', cast).says)
    expect(says).toMatch(/\.$/)
  })
})
