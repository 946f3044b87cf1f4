import type { AccountSid, GroupId, KeySid, RequestId, TeamId } from '../ids.ts'

/** Who did it: a person's id, `newkey` if nobody asked for it, or `operator` for the command line. */
export interface AuditActor {
  readonly user: string
  readonly team: TeamId | null
}

/** What happened, in ids, newkey's own words and the requester's text. No field can hold a secret. */
export interface AuditEvent {
  readonly event: string
  /** Null if the event is about the log itself. */
  readonly request: RequestId | null
  readonly actor: AuditActor
  readonly account: AccountSid
  /** Twilio's region, such as `ie1`; `us1` if none is set. */
  readonly region: string
  readonly name: string
  readonly sid: KeySid | null
  readonly group: GroupId | null
  /** Why the requester wants the key, in their own words. */
  readonly reason: string
  readonly outcome: string
  /** More facts, in newkey's own words; often empty. */
  readonly details: Readonly<Record<string, string>>
}

/** An event as the log has it. */
export interface AuditRecord extends AuditEvent {
  /** The version, which says which fields the bytes have, and in which order. */
  readonly v: 1
  /** Its number in the log: 1, 2, 3, … without gaps. */
  readonly seq: number
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string
  /** SHA-256 in hexadecimal, over the previous record's hash and this record's bytes. */
  readonly hash: string
}
