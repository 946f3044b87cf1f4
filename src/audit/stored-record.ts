import { type Link, sorted } from './chain.ts'

/** A stored record: the bytes that were hashed, and the same facts in columns. */
export interface StoredRecord {
  readonly v: number
  readonly seq: number
  readonly previous_hash: string
  readonly hash: string
  readonly bytes: string
  readonly at: string
  readonly event: string
  readonly request: string | null
  readonly actor_user: string
  readonly actor_team: string | null
  readonly account: string
  readonly region: string
  readonly name: string
  readonly sid: string | null
  readonly group: string | null
  readonly reason: string
  readonly outcome: string
  /** JSON, exactly as in `bytes`. */
  readonly details: string
}

/** The columns of a new record. */
export function columnsOf({ record, previous, bytes }: Link): StoredRecord {
  const { actor, details, ...fields } = record
  return {
    ...fields,
    actor_user: actor.user,
    actor_team: actor.team,
    details: JSON.stringify(details),
    previous_hash: previous,
    bytes,
  }
}

/** Rebuilds a record's bytes from its columns, for one version; undefined for columns that no record of that version has. */
export type Layout = (record: StoredRecord) => string | undefined
/** The layouts by version. A released layout never changes, since older records are proved by it. */
export type Layouts = Readonly<Record<number, Layout>>

export const LAYOUTS: Layouts = { 1: firstLayout }

/** The version that a record's bytes begin with, whatever the version; undefined for bytes that no newkey wrote. */
export function versionOf(bytes: string): number | undefined {
  const [, version] = /^\{"v":([1-9]\d{0,5}),/.exec(bytes) ?? []
  return version === undefined ? undefined : Number(version)
}

/**
 * Rebuilds a record's bytes from its columns, in the layout of the version that its bytes name. Columns that later versions
 * added are ignored. Undefined for an unknown version, and for columns that no record of that version has.
 */
export function bytesOf(record: StoredRecord, layouts: Layouts = LAYOUTS): string | undefined {
  const version = versionOf(record.bytes)
  return version === undefined ? undefined : layouts[version]?.(record)
}

function firstLayout(record: StoredRecord): string | undefined {
  const { v, seq, at, event, request, account, region, name, sid, group, reason, outcome, details } = record
  if (!isDetails(details)) return undefined
  const actor = { user: record.actor_user, team: record.actor_team }
  const fields = { v, seq, at, event, request, actor, account, region, name, sid, group, reason, outcome }
  // The details are already JSON, and come last.
  return `${JSON.stringify(fields).slice(0, -1)},"details":${details}}`
}

/** Whether a text has the form that newkey writes: a JSON object with its fields in order and a string in each. */
function isDetails(text: string): boolean {
  if (text === '{}') return true
  try {
    const details: unknown = JSON.parse(text)
    return isTexts(details) && JSON.stringify(sorted(details)) === text
  } catch {
    return false
  }
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string')
