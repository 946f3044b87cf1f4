import { describe, expect, it } from '@jest/globals'
import { GENESIS, link } from '../../../src/audit/chain.ts'
import type { AuditEvent } from '../../../src/audit/record.ts'
import { type Checkpoint, declare, type StoredRecord, verifyChain } from '../../../src/audit/verify.ts'
import { ACCOUNT, ADA, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'

const event = (number: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  event: 'delivered',
  request: requestId(number),
  actor: { user: ADA, team: TEAM },
  account: ACCOUNT,
  name: `svc-${number}`,
  sid: SID,
  group: GROUP,
  reason: '',
  outcome: 'ok',
  ...more,
})

/** A log of these events, as the database stores it. */
function log(events: readonly AuditEvent[]): StoredRecord[] {
  let head: Checkpoint = { seq: 0, hash: GENESIS }
  return events.map((one) => {
    const { record, previous, bytes } = link(head, NOW, one)
    head = record
    const { actor, ...columns } = record
    return { ...columns, actor_user: actor.user, actor_team: actor.team, previous_hash: previous, bytes }
  })
}
const five = (): StoredRecord[] => log([1, 2, 3, 4, 5].map((number) => event(number)))
const endOf = (records: readonly StoredRecord[]): Checkpoint => {
  const { seq, hash } = records.at(-1) ?? { seq: 0, hash: GENESIS }
  return { seq, hash }
}
const verify = (records: readonly StoredRecord[], since?: Checkpoint, head = endOf(records)) =>
  verifyChain(records, head, since ? [since] : [])

describe('given a log as it was written', () => {
  it('then it is intact, also against every checkpoint there ever was', () => {
    const records = five()
    const intact = { kind: 'intact', head: endOf(records) }
    expect(verify(records)).toEqual(intact)
    for (const { seq, hash } of records) expect(verify(records, { seq, hash })).toEqual(intact)
    expect(verify(records, { seq: 0, hash: GENESIS })).toEqual(intact)
    expect(verify([])).toMatchObject({ kind: 'intact' })
  })
})

describe('given a log that was changed', () => {
  const changes: readonly (readonly [string, (records: StoredRecord[]) => unknown, number, string])[] = [
    ['a column is edited', (all) => Object.assign(all[2] ?? {}, { outcome: 'guest' }), 3, 'columns'],
    [
      'bytes are edited',
      (all) => Object.assign(all[2] ?? {}, { bytes: all[2]?.bytes.replace('svc', 'SVC') }),
      3,
      'changed',
    ],
    ['a hash is edited', (all) => Object.assign(all[4] ?? {}, { hash: 'f'.repeat(64) }), 5, 'changed'],
    ['the first record goes', (all) => all.splice(0, 1), 1, 'missing'],
    ['one in the middle goes', (all) => all.splice(2, 1), 3, 'missing'],
    ['one is put before the first', (all) => all.unshift({ ...at(all, 0), seq: 0 }), 0, 'extra'],
    ['one is put in', (all) => all.splice(2, 0, ...log([event(9)])), 3, 'missing'],
    [
      'two are swapped',
      (all) => all.splice(1, 2, { ...at(all, 2), seq: 2 }, { ...at(all, 1), seq: 3 }),
      2,
      'changed',
    ],
  ]
  it.each(changes)('when %s, then the first bad record is named', (_, change, seq, cause) => {
    const records = five()
    const head = endOf(records)
    change(records)
    expect(verify(records, undefined, head)).toEqual({ kind: 'broken', seq, cause })
  })

  it('when its tail is cut, then its own head shows it; with the head changed too, a checkpoint does', () => {
    const records = five()
    const whole = endOf(records)
    expect(verify(records.slice(0, 3), undefined, whole)).toEqual({ kind: 'broken', seq: 4, cause: 'cut' })
    expect(verify(records.slice(0, 3))).toMatchObject({ kind: 'intact' })
    const cut = { kind: 'broken', seq: 4, cause: 'cut' }
    expect(verify(records.slice(0, 3), whole)).toEqual({ ...cut, since: whole })
  })

  it('when it is written anew as a whole, then a checkpoint shows it', () => {
    const whole = endOf(five())
    const anew = log([event(1), event(2, { name: 'other' }), event(3), event(4), event(5), event(6)])
    expect(verify(anew)).toMatchObject({ kind: 'intact' })
    expect(verify(anew, whole)).toEqual({ kind: 'broken', seq: 5, cause: 'rewritten', since: whole })
  })
})

describe('given a log that was restored from an old backup', () => {
  const lost = endOf(five())
  const restored = (reason: string): StoredRecord[] =>
    log([event(1), event(2), event(3, { event: 'adopted', request: null, reason })])

  it('when a record declares the missing checkpoint, then that record is named, and the log isn’t called intact', () => {
    const records = restored(`${declare(lost)}the disk broke`)
    const gaps = [{ since: lost, at: endOf(records) }]
    expect(verify(records, lost)).toEqual({ kind: 'adopted', head: endOf(records), gaps })
  })

  it('when somebody writes the log anew and declares that himself, then it isn’t called intact either', () => {
    const forged = log([
      event(1),
      event(2, { name: 'other' }),
      event(3, { event: 'adopted', request: null, reason: declare(lost) }),
    ])
    expect(verify(forged, lost).kind).toBe('adopted')
  })

  it.each(['the disk broke', declare({ ...lost, seq: 4 }), `x${declare(lost)}`])(
    'when it declares something else, then it is not',
    (reason) => expect(verify(restored(reason), lost)).toMatchObject({ kind: 'broken' }),
  )
})

function at(records: readonly StoredRecord[], index: number): StoredRecord {
  const record = records[index]
  if (!record) throw new Error('no such record')
  return record
}

describe('given several checkpoints that were kept elsewhere', () => {
  const records = five()
  const at = (number: number): Checkpoint => endOf(records.slice(0, number))
  const other = (seq: number): Checkpoint => ({ seq, hash: 'f'.repeat(64) })

  it('when all are in the log, then it is intact', () => {
    expect(verifyChain(records, at(5), [at(2), at(5), at(2)])).toMatchObject({ kind: 'intact' })
  })

  it.each([
    { sinces: [at(2), other(3), other(4)], found: { seq: 3, cause: 'rewritten', since: other(3) } },
    { sinces: [other(9), at(2), other(3)], found: { seq: 6, cause: 'cut', since: other(9) } },
  ])('when some are not, then the first that isn’t is named', ({ sinces, found }) => {
    expect(verifyChain(records, at(5), sinces)).toEqual({ kind: 'broken', ...found })
  })

  it('when one is declared missing and another isn’t, then that one shows it', () => {
    const restored = log([event(1), event(2, { event: 'adopted', reason: `${declare(other(9))}lost` })])
    const head = endOf(restored)
    const gaps = [{ since: other(9), at: head }]
    expect(verifyChain(restored, head, [other(9)])).toEqual({ kind: 'adopted', head, gaps })
    expect(verifyChain(restored, head, [other(9), other(8)])).toMatchObject({
      kind: 'broken',
      since: other(8),
    })
  })
})

describe('given a row without a record’s shape', () => {
  it('then it is named as changed', () => {
    const records = five()
    const rows = [records[0], undefined, ...records.slice(2)]
    expect(verifyChain(rows, endOf(records))).toEqual({ kind: 'broken', seq: 2, cause: 'changed' })
  })
})
