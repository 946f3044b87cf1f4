import { createHash } from 'node:crypto'
import type { AuditEvent, AuditRecord } from './record.ts'

/** The hash before the first record. */
export const GENESIS = '0'.repeat(64)

/** A record with the bytes that were hashed. The bytes are stored with it. */
export interface Link {
  readonly record: AuditRecord
  readonly previous: string
  /** JSON of every field but the hash, in a fixed order. */
  readonly bytes: string
}

/**
 * Makes an event the next record of the chain.
 * @param head the number and hash of the last record, or `{seq: 0, hash: GENESIS}`
 * @param at when it happened, in ms since the epoch
 */
export function linkRecord(
  head: { readonly seq: number; readonly hash: string },
  at: number,
  event: AuditEvent,
): Link {
  const fields = {
    v: 1 as const,
    seq: head.seq + 1,
    at: new Date(at).toISOString(),
    event: event.event,
    request: event.request,
    actor: { user: event.actor.user, team: event.actor.team },
    account: event.account,
    region: event.region,
    name: event.name,
    sid: event.sid,
    group: event.group,
    reason: event.reason,
    outcome: event.outcome,
    details: sorted(event.details),
  }
  const bytes = JSON.stringify(fields)
  return { record: { ...fields, hash: hashOf(head.hash, bytes) }, previous: head.hash, bytes }
}

/** Sorts details by field, so that the same details always have the same bytes. */
export function sorted(details: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The record's hash in hexadecimal: SHA-256 over the previous hash (its 64 hexadecimal digits as ASCII) and the bytes (UTF-8). */
export function hashOf(previous: string, bytes: string): string {
  return createHash('sha256').update(previous, 'ascii').update(bytes, 'utf8').digest('hex')
}
