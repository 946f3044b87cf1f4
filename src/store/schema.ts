import type { Generated } from 'kysely'

/** A request's row. Columns that a state doesn't know are null. Times are instants (ms). */
export interface RequestRow {
  id: string
  version: number
  state: string
  trigger_digest: string
  delivery_digest: string
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
  /** From when an issue counts against its requester's limits. */
  counts_from: number | null
  changed_at: number
  /** How often its key has been searched for. */
  attempts: number
  /** When it is next looked at; null where nothing is left to do. */
  due_at: number | null
  owner_process: string
  /** Until when the row belongs to that process, for whoever reads the rows. */
  lease_until: number
}

/** A key's row. `request` issued it, or may have made it where a search found it. */
export interface KeyRow {
  sid: string
  version: number
  state: string
  request: string
  /** 1 where a search found it. */
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
  /** When Twilio made it. */
  created_at: number | null
  recorded_at: number
  changed_at: number
  /** How often its deletion has been tried in vain. */
  attempts: number
  /** When a complete list of Twilio's first lacked it. */
  absent_since: number | null
  due_at: number | null
  owner_process: string
  lease_until: number
}

/** A message that is owed to somebody, or that stands in Slack and is updated later. */
export interface MessageRow {
  /** The id of a request, or the sid of a key. */
  about: string
  purpose: string
  /** The version of the request or key that it tells of. */
  version: number
  channel: string | null
  ts: string | null
  attempts: number
  /** When it is next sent; null for one that has been. */
  due_at: number | null
}

/** An audit record: `bytes` as they were hashed, and the same in columns for those who search. */
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
  /** JSON, as it stands in the bytes. */
  details: string
}

export interface Schema {
  requests: RequestRow
  keys: KeyRow
  messages: MessageRow
  /** The clicks that were taken lately, in their order. */
  clicks: { id: Generated<number>; delivery_digest: string }
  audit: AuditRow
  /** One row: where the chain ends. */
  audit_head: { id: number; seq: number; hash: string }
}
