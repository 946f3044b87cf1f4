import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { SlackWorkspace } from '../sandbox/slack/workspace.ts'
import type { TwilioAccount } from '../sandbox/twilio/account.ts'

/** What can be seen from outside: the database's file, and what Slack and Twilio had to do with newkey. */
export interface Evidence {
  readonly file: string
  readonly slack: Pick<SlackWorkspace, 'exchanges'>
  readonly twilio: Pick<TwilioAccount, 'exchanges' | 'keys'>
  /** Whether newkey's clock ran evenly during the life of the request or key of that name; it did, without it. */
  readonly isClockSteady?: (name: string) => boolean
}

const request = z.object({
  id: z.string(),
  version: z.number(),
  state: z.string(),
  user: z.string(),
  name: z.string(),
  cause: z.string().nullable(),
})
const key = z.object({
  sid: z.string(),
  version: z.number(),
  state: z.string(),
  request: z.string(),
  found: z.number(),
  owner: z.string(),
  name: z.string(),
  cause: z.string().nullable(),
})
const message = z.object({
  about: z.string(),
  purpose: z.string(),
  version: z.number(),
  ts: z.string().nullable(),
  reader: z.string().nullable(),
  due_at: z.number().nullable(),
})
const record = z.object({
  seq: z.number(),
  event: z.string(),
  request: z.string().nullable(),
  sid: z.string().nullable(),
  at: z.string(),
  actor_user: z.string(),
  outcome: z.string(),
})
export type RequestRow = z.output<typeof request>
export type KeyRow = z.output<typeof key>
export type MessageRow = z.output<typeof message>
export type RecordRow = z.output<typeof record>

/** Everything in a database that the invariants look at, as of one moment. */
export interface Rows {
  readonly requests: readonly RequestRow[]
  readonly keys: readonly KeyRow[]
  readonly messages: readonly MessageRow[]
  /** The audit log, in its order. */
  readonly records: readonly RecordRow[]
}

/** Reads the rows with SQL of its own, without anything of newkey's. */
export function readRows(file: string): Rows {
  const db = new DatabaseSync(file, { readOnly: true })
  const all = <T extends z.ZodObject>(table: string, row: T, order: string): z.output<T>[] => {
    const columns = Object.keys(row.shape).map((column) => `"${column}"`)
    return z.array(row).parse(db.prepare(`select ${columns.join()} from ${table} order by ${order}`).all())
  }
  try {
    db.exec('begin')
    return {
      requests: all('requests', request, 'rowid'),
      keys: all('keys', key, 'rowid'),
      messages: all('messages', message, 'about'),
      records: all('audit', record, 'seq'),
    }
  } finally {
    db.close()
  }
}

/** How many requests and keys ended how, added up over databases. */
export interface Tally {
  add(file: string): void
  toString(): string
  /** How many requests or keys ended in this state. No state of the one bears the name of one of the other. */
  of(state: string): number
}

export function createTally(): Tally {
  const [requests, keys] = [new Map<string, number>(), new Map<string, number>()]
  const count = (states: Map<string, number>, state: string): void =>
    void states.set(state, (states.get(state) ?? 0) + 1)
  const listed = (states: Map<string, number>): string =>
    [...states]
      .sort(([, one], [, other]) => other - one)
      .map(([state, times]) => `${times} ${state}`)
      .join(', ')
  return {
    add: (file) => {
      const rows = readRows(file)
      for (const { state } of rows.requests) count(requests, state)
      for (const { state } of rows.keys) count(keys, state)
    },
    of: (state) => requests.get(state) ?? keys.get(state) ?? 0,
    toString: () => `requests ${listed(requests)}; keys ${listed(keys)}`,
  }
}
