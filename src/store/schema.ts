import type { Generated } from 'kysely'

/** A request's row. Columns that its state doesn't use are null. Times are in ms since the epoch. */
export interface RequestRow {
  id: string
  version: number
  state: string
  trigger_digest: string
  payload_digest: string
  team: string
  user: string
  name: string
  reason: string
  group: string | null
  dm: string | null
  account: string
  region: string
  api: string
  cause: string | null
  retry_at: number | null
  asked_at: number
  intent_at: number | null
  /** The time from which an issue counts towards its requester's limits. */
  counts_from: number | null
  changed_at: number
  /** How many searches for its key have been done. */
  attempts: number
  /** When newkey next looks at the row; null when nothing is left to do. */
  due_at: number | null
  owner_process: string
  /** When that process's lease ends, for other readers of the database. */
  lease_until: number
}

/** A key's row. `request` issued the key, or may have created it if a search found it. */
export interface KeyRow {
  sid: string
  version: number
  state: string
  request: string
  /** 1 if a search found the key, else 0. */
  found: number
  owner: string
  team: string
  group: string
  dm: string
  name: string
  reason: string
  account: string
  region: string
  api: string
  cause: string | null
  /** The reviewer who decided about it. */
  decided_by: string | null
  /** When Twilio created it. */
  created_at: number | null
  recorded_at: number
  changed_at: number
  /** How many attempts to delete it have failed. */
  attempts: number
  /** When a complete list from Twilio first lacked it. */
  absent_since: number | null
  due_at: number | null
  owner_process: string
  lease_until: number
}

/** A message that is owed to somebody, or that has been posted and may be updated. */
export interface MessageRow {
  /** The id of a request, or the sid of a key. */
  about: string
  purpose: string
  /** The version of the request or key that the message describes. */
  version: number
  channel: string | null
  ts: string | null
  /** Whose DM a question was posted in; null for a channel. */
  reader: string | null
  attempts: number
  /** When newkey next tries to send it; null once it has been sent. */
  due_at: number | null
}

/** An audit record: the bytes that were hashed, and the same facts in columns, for searching. */
export interface AuditRow {
  v: number
  seq: number
  previous_hash: string
  hash: string
  bytes: string
  at: string
  event: string
  request: string | null
  actor_user: string
  actor_team: string | null
  account: string
  region: string
  name: string
  sid: string | null
  group: string | null
  reason: string
  outcome: string
  /** JSON, exactly as in `bytes`. */
  details: string
}

export interface Schema {
  requests: RequestRow
  keys: KeyRow
  messages: MessageRow
  /** The latest clicks, in the order in which they came. */
  clicks: { id: Generated<number>; payload_digest: string }
  audit: AuditRow
  /** A single row: where the chain ends. */
  audit_head: { id: number; seq: number; hash: string }
}
