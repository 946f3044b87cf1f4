import type { AccountSid, GroupId, KeySid, RequestId, TeamId } from '../ids.ts'

/** Who did it, as the log says it: a person's id, `newkey` where nobody asked, or `operator` for the command line. */
export interface AuditActor {
  readonly user: string
  readonly team: TeamId | null
}

/** What happened, in ids, words of newkey's own and what the requester typed. No field can hold a secret. */
export interface AuditEvent {
  readonly event: string
  /** Null where the event is about the log itself. */
  readonly request: RequestId | null
  readonly actor: AuditActor
  readonly account: AccountSid
  /** Twilio's region of the location, such as `ie1`; `us1` where none is set. */
  readonly region: string
  readonly name: string
  readonly sid: KeySid | null
  readonly group: GroupId | null
  /** Why the requester wants the key, in their own words. */
  readonly reason: string
  readonly outcome: string
  /** What else there is to say, in newkey's own words; often nothing. */
  readonly details: Readonly<Record<string, string>>
}

/** An event as it stands in the log. */
export interface AuditRecord extends AuditEvent {
  /** Which fields its bytes have, and in which order. */
  readonly v: 1
  /** Place in the log: 1, 2, 3, … without gaps. */
  readonly seq: number
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string
  /** SHA-256 in hexadecimal, over the previous record's hash and this record's bytes. */
  readonly hash: string
}
