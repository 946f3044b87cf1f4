import type { Generated } from 'kysely'

/** A request's row; the columns a state doesn't know are null. Times are instants (ms), flags of time null or set. */
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
  owner: string
  lease_until: number
  sid: string | null
  key_created_at: number | null
  cause: string | null
  retry_at: number | null
  asked_at: number
  intent_at: number | null
  changed_at: number
  attempts: number
  next_attempt_at: number | null
  /** When a complete list of Twilio's first lacked the key. */
  absent_since: number | null
  /** From when an issue counts against its requester's limits. */
  counts_from: number | null
  told_at: number | null
  /** Before that nobody is told of the state. */
  tell_at: number | null
  tellings: number
  card_channel: string | null
  card_ts: string | null
  origin: string | null
  search_at: number | null
  searches: number
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
  /** The clicks that were taken lately, in their order. */
  clicks: { id: Generated<number>; delivery_digest: string }
  audit: AuditRow
  /** One row: where the chain ends. */
  audit_head: { id: number; seq: number; hash: string }
}
