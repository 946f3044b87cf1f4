import { describe, expect, it } from '@jest/globals'
import { GENESIS, hashOf, linkRecord } from '../../../src/audit/chain.ts'
import type { AuditEvent } from '../../../src/audit/record.ts'
import { columnsOf, LAYOUTS, type StoredRecord } from '../../../src/audit/stored-record.ts'
import { type Checkpoint, createChainVerifier, declare, verifyChain } from '../../../src/audit/verify.ts'
import { ACCOUNT, ADA, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'

const event = (number: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  event: 'delivered',
  request: requestId(number),
  actor: { user: ADA, team: TEAM },
  account: ACCOUNT,
  region: 'us1',
  name: `svc-${number}`,
  sid: SID,
  group: GROUP,
  reason: '',
  outcome: 'ok',
  details: {},
  ...more,
})

/** A log of these events, as the database stores it. */
function log(events: readonly AuditEvent[]): StoredRecord[] {
  let head: Checkpoint = { seq: 0, hash: GENESIS }
  return events.map((one) => {
    const next = linkRecord(head, NOW, one)
    head = next.record
    return columnsOf(next)
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
  it('then it is intact, also against every checkpoint there ever was', async () => {
    const records = five()
    const intact = { kind: 'intact', head: endOf(records) }
    expect(await verify(records)).toEqual(intact)
    for (const { seq, hash } of records) expect(await verify(records, { seq, hash })).toEqual(intact)
    expect(await verify(records, { seq: 0, hash: GENESIS })).toEqual(intact)
    expect(await verify([])).toMatchObject({ kind: 'intact' })
  })
})

describe('given a log that was changed', () => {
  const changes: readonly (readonly [string, (records: StoredRecord[]) => unknown, number, string])[] = [
    ['its version is edited', (all) => Object.assign(all[2] ?? {}, { v: 2 }), 3, 'columns'],
    ['its region is edited', (all) => Object.assign(all[2] ?? {}, { region: 'ie1' }), 3, 'columns'],
    ['its details are edited', (all) => Object.assign(all[2] ?? {}, { details: '{"a":"b"}' }), 3, 'columns'],
    ['its details are no JSON', (all) => Object.assign(all[2] ?? {}, { details: '{' }), 3, 'columns'],
    ['its details get a blank', (all) => Object.assign(all[2] ?? {}, { details: '{ }' }), 3, 'columns'],
    ['its outcome is edited', (all) => Object.assign(all[2] ?? {}, { outcome: 'guest' }), 3, 'columns'],
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
  it.each(changes)('when %s, then the first bad record is named', async (_, change, seq, cause) => {
    const records = five()
    const head = endOf(records)
    change(records)
    expect(await verify(records, undefined, head)).toEqual({ kind: 'broken', seq, cause })
  })

  it('when its tail is cut, then its own head shows it; with the head changed too, a checkpoint does', async () => {
    const records = five()
    const whole = endOf(records)
    expect(await verify(records.slice(0, 3), undefined, whole)).toEqual({
      kind: 'broken',
      seq: 4,
      cause: 'cut',
    })
    expect(await verify(records.slice(0, 3))).toMatchObject({ kind: 'intact' })
    const cut = { kind: 'broken', seq: 4, cause: 'cut' }
    expect(await verify(records.slice(0, 3), whole)).toEqual({ ...cut, since: whole })
  })

  it('when it is written anew as a whole, then a checkpoint shows it', async () => {
    const whole = endOf(five())
    const anew = log([event(1), event(2, { name: 'other' }), event(3), event(4), event(5), event(6)])
    expect(await verify(anew)).toMatchObject({ kind: 'intact' })
    expect(await verify(anew, whole)).toEqual({ kind: 'broken', seq: 5, cause: 'rewritten', since: whole })
  })
})

describe('given a log that was restored from an old backup', () => {
  const lost = endOf(five())
  const adopts = (more: Partial<AuditEvent>): AuditEvent =>
    event(3, { event: 'adopted', request: null, ...more })
  const restored = (more: Partial<AuditEvent>): StoredRecord[] => log([event(1), event(2), adopts(more)])

  it('when a record declares the missing checkpoint, then that record is named, and the log isn’t called intact', async () => {
    const records = restored({ reason: 'the disk broke', details: declare(lost) })
    const gaps = [{ since: lost, at: endOf(records) }]
    expect(await verify(records, lost)).toEqual({ kind: 'adopted', head: endOf(records), gaps })
  })

  it('when somebody writes the log anew and declares that himself, then it isn’t called intact either', async () => {
    const forged = log([event(1), event(2, { name: 'other' }), adopts({ details: declare(lost) })])
    expect((await verify(forged, lost)).kind).toBe('adopted')
  })

  it.each<Partial<AuditEvent>>([
    { reason: 'the disk broke' },
    { details: declare(undefined) },
    { details: declare({ ...lost, seq: 4 }) },
    { details: { was: declare(lost).missing } },
    { reason: declare(lost).missing },
    { event: 'denied', details: declare(lost) },
  ])('when it says %j, then that declares nothing of it', async (more) =>
    expect(await verify(restored(more), lost)).toMatchObject({ kind: 'broken' }),
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

  it('when all are in the log, then it is intact', async () => {
    expect(await verifyChain(records, at(5), [at(2), at(5), at(2)])).toMatchObject({ kind: 'intact' })
  })

  it.each([
    { sinces: [at(2), other(3), other(4)], found: { seq: 3, cause: 'rewritten', since: other(3) } },
    { sinces: [other(9), at(2), other(3)], found: { seq: 6, cause: 'cut', since: other(9) } },
  ])('when some are not, then the first that isn’t is named', async ({ sinces, found }) => {
    expect(await verifyChain(records, at(5), sinces)).toEqual({ kind: 'broken', ...found })
  })

  it('when one is declared missing and another isn’t, then that one shows it', async () => {
    const restored = log([
      event(1),
      event(2, { event: 'adopted', reason: 'lost', details: declare(other(9)) }),
    ])
    const head = endOf(restored)
    const gaps = [{ since: other(9), at: head }]
    expect(await verifyChain(restored, head, [other(9)])).toEqual({ kind: 'adopted', head, gaps })
    expect(await verifyChain(restored, head, [other(9), other(8)])).toMatchObject({
      kind: 'broken',
      since: other(8),
    })
  })
})

describe('given a row without a record’s shape', () => {
  it('then it is named as changed', async () => {
    const records = five()
    const rows = [records[0], undefined, ...records.slice(2)]
    expect(await verifyChain(rows, endOf(records))).toEqual({ kind: 'broken', seq: 2, cause: 'changed' })
  })
})

describe('given a newer newkey whose records have one more field', () => {
  interface Later extends StoredRecord {
    readonly device: string
  }
  const hasDevice = (record: StoredRecord): record is Later => 'device' in record
  const second = (record: StoredRecord): string | undefined =>
    hasDevice(record) ? `{"v":2,"seq":${record.seq},"device":${JSON.stringify(record.device)}}` : undefined
  const layouts = { ...LAYOUTS, 2: second }

  /** Two records of today's, in a table that has one more column now, and one of the next version after them. */
  function mixed(): Later[] {
    const old = log([event(1), event(2)]).map((record) => ({ ...record, device: '' }))
    const { seq, hash: previous_hash } = endOf(old)
    const bytes = `{"v":2,"seq":${seq + 1},"device":"phone"}`
    const hash = hashOf(previous_hash, bytes)
    return [...old, { ...at(old, 1), device: 'phone', v: 2, seq: seq + 1, previous_hash, hash, bytes }]
  }
  function verdictOf(records: readonly StoredRecord[], known = layouts) {
    const verifier = createChainVerifier([], known)
    for (const record of records) {
      const broken = verifier.take(record)
      if (broken) return broken
    }
    return verifier.end(endOf(records))
  }

  it('then it proves the older records by their own fields, and the newer ones by theirs', () => {
    expect(verdictOf(mixed())).toMatchObject({ kind: 'intact' })
    const [first, ...rest] = mixed()
    if (!first) throw new Error('no record')
    expect(verdictOf([{ ...first, name: 'other' }, ...rest])).toEqual({
      kind: 'broken',
      seq: 1,
      cause: 'columns',
    })
    const changed = mixed().map((record) => (record.v === 2 ? { ...record, device: 'desk' } : record))
    expect(verdictOf(changed)).toEqual({ kind: 'broken', seq: 3, cause: 'columns' })
  })

  it('then this one proves the older ones, and names the version of the first that it doesn’t know', async () => {
    expect(await verify(mixed().slice(0, 2))).toMatchObject({ kind: 'intact' })
    expect(await verify(mixed())).toEqual({ kind: 'broken', seq: 3, cause: 'version' })
  })

  it('when only the bytes say so, and their hash doesn’t, then that is a change', async () => {
    const records = five()
    const bytes = at(records, 2).bytes.replace('"v":1', '"v":2')
    records[2] = { ...at(records, 2), bytes }
    expect(await verify(records)).toEqual({ kind: 'broken', seq: 3, cause: 'changed' })
  })

  it.each(['{"seq":1}', '{"v":0,"seq":1}', '{"v":"1","seq":1}', ''])(
    'when bytes such as %j name no version, then no newkey wrote them',
    async (bytes) => {
      const record = { ...at(five(), 0), bytes, hash: hashOf(GENESIS, bytes) }
      expect(await verify([record])).toEqual({ kind: 'broken', seq: 1, cause: 'columns' })
    },
  )

  it.each(['{"b":"1","a":"2"}', '{"a":1}', '["a"]', 'null', '{"a":"1","a":"1"}', '{} '])(
    'when details are %s in the bytes too, then no newkey wrote them',
    async (details) => {
      const whole = at(five(), 0)
      const bytes = whole.bytes.replace('"details":{}', `"details":${details}`)
      const record = { ...whole, details, bytes, hash: hashOf(GENESIS, bytes) }
      expect(await verify([record])).toEqual({ kind: 'broken', seq: 1, cause: 'columns' })
    },
  )
})
