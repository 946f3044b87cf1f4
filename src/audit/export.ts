import type { StoredRecord } from './verify.ts'

export type Format = 'jsonl' | 'csv'

const COLUMNS = [
  ...([
    'seq',
    'at',
    'event',
    'request',
    'actor_user',
    'actor_team',
    'account',
    'name',
    'sid',
    'group',
  ] as const),
  ...(['reason', 'outcome', 'previous_hash', 'hash'] as const),
] as const satisfies ReadonlyArray<keyof StoredRecord>

/** The lines of an export, one record at a time; each ends with a line break. */
export function* exportLines(records: Iterable<StoredRecord>, format: Format): Generator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`
  for (const record of records) yield format === 'csv' ? csv(record) : jsonl(record)
}

/** The record as it was hashed, with its place in the chain. */
function jsonl({ bytes, previous_hash, hash }: StoredRecord): string {
  return `${bytes.slice(0, -1)},"previous_hash":${JSON.stringify(previous_hash)},"hash":${JSON.stringify(hash)}}\n`
}

function csv(record: StoredRecord): string {
  return `${COLUMNS.map((column) => cell(record[column])).join(',')}\r\n`
}

/** RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP: "CSV Injection"). */
function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
