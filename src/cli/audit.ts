import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { exportLines } from '../audit/export.ts'
import { type Breach, type Checkpoint, sameRecord, verifyChain } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'
import { backUp, type DatabaseSettings, openAuditReader } from '../store/open.ts'
import { refuseUnknownOptions } from './arguments.ts'
import { readCheckpoint } from './checkpoint.ts'

/** Each breach, as the end of a sentence about a record. */
const BREACHES: Readonly<Record<Breach, string>> = {
  missing: 'it is missing, or a record before it is',
  extra: 'newkey writes no record with that number, since it numbers them from 1',
  changed: 'its bytes or its hash were changed',
  columns: 'its columns don’t match its bytes',
  version: 'this newkey doesn’t know its version; use a newer newkey',
  cut: 'the log ends before it',
  rewritten:
    'its hash differs from the checkpoint’s, so it or a record before it was rewritten, with all that follow',
}

/**
 * `newkey audit verify [--since SEQ:HASH]… [--adopted SEQ:HASH]…`. Every `--since` must be in the log. `--adopted` is what
 * `newkey audit adopt` printed and the operator saved. Without it a declared gap is no proof, since anybody who can write
 * to the log can declare one.
 * @returns the exit code: 0 if the log is proved, else 1
 * @throws NewkeyError `config_invalid`, `store_failed`
 */
export async function auditVerify(
  database: DatabaseSettings,
  args: readonly string[],
  write: (text: string) => void,
): Promise<number> {
  refuseUnknownOptions(args, ['--since', '--adopted'])
  const { values } = parsed(() =>
    parseArgs({
      args: [...args],
      options: { since: { type: 'string', multiple: true }, adopted: { type: 'string', multiple: true } },
    }),
  )
  const sinces = (values.since ?? []).map(readCheckpoint)
  const adopted = (values.adopted ?? []).map(readCheckpoint)
  const reader = await openAuditReader(database)
  try {
    const verdict = await verifyChain(reader.rows(), await reader.head(), sinces)
    if (verdict.kind === 'broken' && verdict.cause === 'version') {
      write(`Record ${verdict.seq} can’t be verified, nor any after it: ${BREACHES.version}.\n`)
      return 1
    }
    if (verdict.kind === 'broken') {
      const against = verdict.since ? ` The checkpoint ${textOf(verdict.since)} isn’t in it.` : ''
      write(
        `The audit log isn’t intact. The first record with a problem is ${verdict.seq}: ${BREACHES[verdict.cause]}.${against}\n`,
      )
      return 1
    }
    const { head } = verdict
    const gaps = verdict.kind === 'adopted' ? verdict.gaps : []
    const unproved = gaps.find(({ at }) => !adopted.some((one) => sameRecord(one, at)))
    if (unproved) {
      write(
        `The checkpoint ${textOf(unproved.since)} isn’t in the log. Record ${unproved.at.seq} declares it missing, but that proves nothing by itself. Pass what newkey audit adopt printed: --adopted SEQ:HASH.\n`,
      )
      return 1
    }
    write(`The audit log is intact: ${head.seq} records, up to ${textOf(head)}\n`)
    for (const { since } of gaps)
      write(`The checkpoint ${textOf(since)} isn’t in it. It was declared missing after a restore.\n`)
    if (sinces.length === 0)
      write(
        'This doesn’t show whether the log was cut short or rewritten as a whole. To check that too, pass a checkpoint that you saved: --since SEQ:HASH.\n',
      )
    return 0
  } finally {
    await reader.close()
  }
}

const textOf = ({ seq, hash }: Checkpoint): string => `${seq}:${hash}`

/** `newkey audit export [--csv]`: writes one record at a time. @throws NewkeyError `config_invalid`, `store_failed`, `store_corrupt` */
export async function auditExport(
  database: DatabaseSettings,
  args: readonly string[],
  out: Writable,
): Promise<number> {
  refuseUnknownOptions(args, ['--csv'])
  const { csv } = parsed(() => parseArgs({ args: [...args], options: { csv: { type: 'boolean' } } })).values
  const reader = await openAuditReader(database)
  try {
    for await (const line of exportLines(reader.records(), csv ? 'csv' : 'jsonl'))
      if (!out.write(line)) await once(out, 'drain')
    return 0
  } finally {
    await reader.close()
  }
}

/**
 * `newkey audit backup FILE`: copies the database.
 * @param target the file to copy to, which must not exist
 * @throws NewkeyError `store_failed`
 */
export async function auditBackup(
  database: DatabaseSettings,
  target: string,
  write: (text: string) => void,
): Promise<number> {
  await backUp(database, target)
  write(`newkey copied ${database.file} to ${target}.\n`)
  return 0
}

/** Messages for the errors of `parseArgs` (Node.js docs: "Errors"). */
const MISTAKES: Readonly<Record<string, string>> = {
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: 'an option needs a value, or has one that it doesn’t take',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: 'there is one argument too many',
}

/** @throws NewkeyError `config_invalid` for options that the command doesn't have */
function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new NewkeyError('config_invalid', `${MISTAKES[code] ?? 'unknown option'}; see newkey help`, {
      cause,
    })
  }
}
