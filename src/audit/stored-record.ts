import { type Link, sorted } from './chain.ts'

/** A stored record: `bytes` as they were hashed, and columns that say the same. */
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
  /** JSON, as it stands in the bytes. */
  readonly details: string
}

/** How a new record is stored. */
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

/** The bytes that a record's columns stand for by one version; undefined where no record of it has such columns. */
export type Layout = (record: StoredRecord) => string | undefined
/** Versions by their numbers. One that has been released is never changed: older records are proved by it. */
export type Layouts = Readonly<Record<number, Layout>>

export const LAYOUTS: Layouts = { 1: firstLayout }

/** The version that bytes name: in every version they begin with it. Undefined where no newkey wrote them. */
export function versionOf(bytes: string): number | undefined {
  const [, version] = /^\{"v":([1-9]\d{0,5}),/.exec(bytes) ?? []
  return version === undefined ? undefined : Number(version)
}

/**
 * The bytes that a record's columns stand for, by the version that its bytes name: what later versions added isn't
 * looked at. Undefined for a version that isn't known, and for columns that no record has.
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
  // The details are JSON already, and they come last.
  return `${JSON.stringify(fields).slice(0, -1)},"details":${details}}`
}

/** Whether a text is what newkey writes: a JSON object with text in each field, in their order. */
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
