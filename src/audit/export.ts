import type { StoredRecord } from './stored-record.ts'

export type Format = 'jsonl' | 'csv'

const COLUMNS = [
  'v',
  'seq',
  'at',
  'event',
  'request',
  'actor_user',
  'actor_team',
  'account',
  'region',
  'name',
  'sid',
  'group',
  'reason',
  'outcome',
  'details',
  'previous_hash',
  'hash',
] as const satisfies ReadonlyArray<keyof StoredRecord>

/** What a spreadsheet may be set to take as a separator of cells or rows. A cell with a comma is in quotes, so a comma is safe. */
const SEPARATOR = /([;|\t\r\n])/
/**
 * Text that a spreadsheet takes for a formula. Blanks, control characters and quotes before the sign are skipped, as
 * importers skip them. Full-width and small signs count too, since a spreadsheet may fold them (Unicode: NFKC), and so does
 * the minus sign (U+2212).
 */
const FORMULA = /^[\s\p{C}"]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u
const NEEDS_QUOTES = /[",;|\t\r\n']/

/** The lines of an export, one record at a time; each ends with a line break. */
export async function* exportLines(
  records: AsyncIterable<StoredRecord> | Iterable<StoredRecord>,
  format: Format,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`
  for await (const record of records) yield format === 'csv' ? csv(record) : jsonl(record)
}

/** The record as it was hashed, with its place in the chain. */
function jsonl({ bytes, previous_hash, hash }: StoredRecord): string {
  return `${bytes.slice(0, -1)},"previous_hash":${JSON.stringify(previous_hash)},"hash":${JSON.stringify(hash)}}\n`
}

function csv(record: StoredRecord): string {
  return `${COLUMNS.map((column) => cell(record[column])).join(',')}\r\n`
}

/**
 * A cell by RFC 4180, with commas as separators. An apostrophe is put before everything that a spreadsheet would take for
 * a formula (OWASP: "CSV Injection"). A spreadsheet that is set to semicolons, tabs or bars splits a cell there and ignores
 * the quotes around it, so each part that would become a cell of its own is treated in the same way. Nothing is left out.
 * For the text without apostrophes, export JSON lines, which hold what was hashed.
 */
function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const parts = text.split(SEPARATOR)
  const guarded = parts.map((part, at) => (isFormula(part, parts[at + 1]) ? `'${part}` : part)).join('')
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** Whether a part would be a formula, or begin with a tab or a carriage return, which some importers skip. */
function isFormula(part: string, next: string | undefined): boolean {
  return FORMULA.test(part) || (part.trim() === '' && (next === '\t' || next === '\r'))
}
