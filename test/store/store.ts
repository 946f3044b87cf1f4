import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditListener } from '../../src/audit/log.ts'
import type { AuditRecord } from '../../src/audit/record.ts'
import type { Ask, RequestIn } from '../../src/domain/request.ts'
import { createSteady } from '../../src/process/runtime.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { createStore } from '../../src/store/store.ts'
import type { OwnDatabase } from '../../src/store/witness.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, TEAM } from '../unit/ids.ts'

export const BY_ADA = { user: ADA, team: TEAM } as const

type Parts = ReturnType<typeof createStore>

/** A database of its own, with what newkey makes of it. */
export interface Store extends Parts {
  readonly file: string
  readonly db: OwnDatabase
  /** What the audit listener heard. */
  readonly onAudit: AuditRecord[]
  /** The messages that were logged. */
  readonly logged: string[]
  /** Lets time go by (ms). */
  pass(ms: number): void
  /** Sets the wall clock, as whoever runs the machine may. */
  set(at: number): void
  /** The same database, as another process has it. */
  of(process: string): Parts
  /** The same database, opened by the process after one that was killed: the old connection was never closed. */
  restart(): Promise<Parts>
  /** Records a request that nobody has made yet. */
  receive(parts?: Partial<Ask>): Promise<RequestIn<'received'>>
  /** Records a request and takes it as far as `authorized`. */
  authorize(parts?: Partial<Ask>): Promise<RequestIn<'authorized'>>
  close(): Promise<void>
}

/** @param listener hears of audit records before `onAudit` does */
export async function openStore(listener: AuditListener = () => undefined): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'newkey-store-'))
  const file = join(folder, 'newkey.db')
  const db = await openDatabase(file)
  const open = [db]
  let time = NOW
  let elapsed = 0
  const now = (): number => time
  const monotonic = (): number => elapsed
  let asks = 0
  const records: AuditRecord[] = []
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const onAudit: AuditListener = (record) => {
    listener(record)
    records.push(record)
  }
  const make = (process: string, own: OwnDatabase): Parts =>
    createStore(own, {
      clock: { now, steady: createSteady(now, monotonic), monotonic },
      process,
      onAudit,
      log: { info: note, warn: note, error: note },
    })
  const parts = make('this process', db)
  const receive = async (changed: Partial<Ask> = {}): Promise<RequestIn<'received'>> => {
    const number = ++asks
    const received = await parts.requests.receive(
      { ...ask(number), askedAt: time, ...changed },
      fingerprints(number),
    )
    if (received === 'duplicate') throw new Error('a request of its own is no duplicate')
    return received
  }
  return {
    ...parts,
    file,
    db,
    receive,
    onAudit: records,
    logged,
    of: (process) => make(process, db),
    restart: async () => {
      const next = await openDatabase(file)
      open.push(next)
      return make('the process after it', next)
    },
    authorize: async (changed) =>
      parts.requests.advance(await receive(changed), 'authorized', { group: GROUP, dm: DM }, BY_ADA),
    pass: (ms) => {
      time += ms
      elapsed += ms
    },
    set: (at) => {
      time = at
    },
    close: async () => {
      for (const one of open) await one.destroy()
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
  payload: `payload ${number}`,
})
