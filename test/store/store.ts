import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditListener, AuditLog } from '../../src/audit/log.ts'
import type { AuditRecord } from '../../src/audit/record.ts'
import type { Registry } from '../../src/domain/registry.ts'
import type { Ask, RequestIn } from '../../src/domain/request.ts'
import type { Searches } from '../../src/domain/searches.ts'
import { createAuditLog } from '../../src/store/audit-log.ts'
import { createLeases } from '../../src/store/leases.ts'
import { createRegistry } from '../../src/store/registry.ts'
import { createSearches } from '../../src/store/searches.ts'
import { type OwnDatabase, openDatabase } from '../../src/store/sqlite/open.ts'
import type { StoreDeps } from '../../src/store/store-deps.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, TEAM } from '../unit/ids.ts'

export const BY_ADA = { user: ADA, team: TEAM } as const

/** A database of its own, with what newkey makes of it. */
export interface Store {
  readonly file: string
  readonly db: OwnDatabase
  readonly registry: Registry
  readonly searches: Searches
  readonly audit: AuditLog
  /** What the audit listener heard. */
  readonly onAudit: AuditRecord[]
  /** The messages that were logged. */
  readonly logged: string[]
  /** Lets time go by (ms). */
  pass(ms: number): void
  /** Sets the wall clock, as whoever runs the machine may. */
  set(at: number): void
  /** The same database for another process. */
  registryOf(owner: string): Registry
  /** Keeps a request that nobody has made yet. */
  receive(parts?: Partial<Ask>): Promise<RequestIn<'received'>>
  /** Keeps a request and takes it as far as `authorized`. */
  authorize(parts?: Partial<Ask>): Promise<RequestIn<'authorized'>>
  close(): Promise<void>
}

/** @param listener hears of audit records before `heard` does */
export async function openStore(listener: AuditListener = () => undefined): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'newkey-store-'))
  const file = join(folder, 'newkey.db')
  const db = await openDatabase(file)
  let time = NOW
  let elapsed = 0
  let asks = 0
  const records: AuditRecord[] = []
  const logged: string[] = []
  const now = (): number => time
  const note = (message: string): void => void logged.push(message)
  const log = { info: note, warn: note, error: note }
  const onAudit: AuditListener = (record) => {
    listener(record)
    records.push(record)
  }
  const deps = (owner: string): StoreDeps => {
    const monotonic = (): number => elapsed
    return {
      now,
      steady: () => NOW + elapsed,
      monotonic,
      owner,
      onAudit,
      log,
      leases: createLeases(monotonic),
    }
  }
  const own = deps('this process')
  const registryOf = (owner: string): Registry => createRegistry(db, owner === own.owner ? own : deps(owner))
  const registry = registryOf('this process')
  const receive = async (parts: Partial<Ask> = {}): Promise<RequestIn<'received'>> => {
    const number = ++asks
    const kept = await registry.receive({ ...ask(number), askedAt: time, ...parts }, fingerprints(number))
    if (kept === 'duplicate') throw new Error('a request of its own is no duplicate')
    return kept
  }
  return {
    file,
    db,
    registry,
    registryOf,
    receive,
    onAudit: records,
    logged,
    searches: createSearches(db, own),
    audit: createAuditLog(db, { now, onAudit }),
    authorize: async (parts) =>
      registry.advance(await receive(parts), 'authorized', { group: GROUP, dm: DM }, BY_ADA),
    pass: (ms) => {
      time += ms
      elapsed += ms
    },
    set: (at) => {
      time = at
    },
    close: async () => {
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What Ada asks for, for the nth time. */
export function ask(number: number): Ask {
  return {
    id: requestId(number),
    user: ADA,
    team: TEAM,
    name: `svc-${number}`,
    reason: 'for refunds',
    askedAt: NOW,
    account: ACCOUNT,
    region: 'us1',
    api: 'v2010',
  }
}

/** Marks that no other command has. */
export const fingerprints = (number: number) => ({
  trigger: `trigger ${number}`,
  delivery: `delivery ${number}`,
})
