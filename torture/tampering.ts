import { GENESIS, hashOf, linkRecord } from '../src/audit/chain.ts'
import { bytesOf, columnsOf, type StoredRecord } from '../src/audit/stored-record.ts'
import { type Checkpoint, verifyChain } from '../src/audit/verify.ts'
import { isAccountSid, isGroupId, isKeySid, isRequestId, isTeamId, isUserId } from '../src/ids.ts'
import type { Figure, Random } from './figure.ts'
import { rewriteUnderStore } from './rewriting.ts'

function checked<T extends string>(is: (value: string) => value is T, value: string): T {
  if (is(value)) return value
  throw new Error(`not right: ${value}`)
}

/** An honest log, record by record. */
export function* honestRecords(records: number): Generator<StoredRecord> {
  const actor = { user: checked(isUserId, 'U0ADA00001'), team: checked(isTeamId, 'T0NEWKEY01') }
  const account = checked(isAccountSid, `AC${'a'.repeat(32)}`)
  const group = checked(isGroupId, 'S0PLATFORM')
  let head: Checkpoint = { seq: 0, hash: GENESIS }
  for (let number = 0; number < records; number++) {
    const next = linkRecord(head, 1_790_000_000_000 + number, {
      event: 'delivered',
      request: checked(isRequestId, `req_${String(number).padStart(20, '0')}`),
      sid: checked(isKeySid, `SK${number.toString(16).padStart(32, '0')}`),
      actor,
      account,
      region: 'us1',
      name: `svc-${number}`,
      group,
      reason: '',
      outcome: 'ok',
      details: {},
    })
    head = next.record
    yield columnsOf(next)
  }
}

const endOf = (log: readonly StoredRecord[]): Checkpoint => {
  const { seq, hash } = log.at(-1) ?? { seq: 0, hash: GENESIS }
  return { seq, hash }
}

const COLUMNS = [
  'at',
  'event',
  'request',
  'actor_user',
  'actor_team',
  'account',
  'region',
  'name',
  'sid',
  'group',
  'reason',
  'outcome',
  'details',
] as const

/** One change of a log, and the number of the first record that it makes wrong. */
function tamper(log: StoredRecord[], random: Random): { readonly seq: number; readonly head?: Checkpoint } {
  const index = random.below(log.length - 1)
  const record = log[index]
  const other = log[index + 1]
  if (!record || !other) throw new Error('the log is too short')
  const kind = random.below(8)
  if (kind === 7) {
    // Forged with care: the record agrees with itself, and the next one names it. That one can't know of it, though.
    const edited = { ...record, name: 'forged' }
    const bytes = bytesOf(edited) ?? ''
    const hash = hashOf(record.previous_hash, bytes)
    log.splice(index, 2, { ...edited, bytes, hash }, { ...other, previous_hash: hash })
    return { seq: other.seq }
  }
  if (kind === 0) log[index] = { ...record, [random.pick(COLUMNS)]: `other ${random.below(10)}` }
  else if (kind === 1) log[index] = { ...record, bytes: record.bytes.replace('svc-', 'svc_') }
  else if (kind === 2)
    log[index] = { ...record, hash: record.hash.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }
  else if (kind === 3) log.splice(index, 2, { ...other, seq: record.seq }, { ...record, seq: other.seq })
  else if (kind === 4) log.splice(index, 0, { ...record, name: 'put in' })
  else if (kind === 5) log.splice(index, 1)
  else {
    // The tail is cut, or an old file put back, with a head that fits.
    log.splice(index + 1)
    return { seq: record.seq + 1, head: endOf(log) }
  }
  return { seq: record.seq }
}

/** Changes of a log against a checkpoint that was kept elsewhere. */
export const tampering: Figure = {
  name: 'tampering',
  runs: 10_000,
  short: 300,
  run: async (runs, random) => {
    const violations: string[] = []
    const small = [...honestRecords(1_000)]
    const large = [...honestRecords(Math.min(100_000, runs * 10))]
    for (const [log, times] of [
      [small, runs],
      [large, Math.ceil(runs / 200)],
    ] as const) {
      const head = endOf(log)
      if ((await verifyChain(log, head, [head])).kind !== 'intact')
        violations.push('a false alarm on an honest log')
      for (let run = 0; run < times; run++) {
        const changed = [...log]
        const { seq, head: its } = tamper(changed, random)
        const verdict = await verifyChain(changed, its ?? head, [head])
        if (verdict.kind !== 'broken') violations.push(`a change of record ${seq} was not found`)
        else if (verdict.seq !== seq)
          violations.push(`record ${seq} was changed, and ${verdict.seq} was named`)
      }
    }
    for (let run = 0; run < 100; run++) {
      // What a crash leaves: the log as of some commit. It must pass against every checkpoint before.
      const crashed = small.slice(0, random.below(1_000))
      const since = crashed[random.below(crashed.length)]
      if ((await verifyChain(crashed, endOf(crashed), since ? [since] : [])).kind !== 'intact')
        violations.push('a false alarm after a crash')
    }
    const under = Math.ceil(runs / 100)
    violations.push(...(await rewriteUnderStore(under, random)))
    return {
      seen: `${runs} changes on 1,000 rows, ${Math.ceil(runs / 200)} on ${large.length}, every first bad row to be named; ${under} logs forged or cut under an open store`,
      violations,
    }
  },
}
