import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { exportLines } from '../audit/export.ts'
import { type Breach, verifyChain } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'
import { backUp, openAuditReader } from '../store/audit-reader.ts'
import { readCheckpoint } from './checkpoint.ts'

const BREACHES: Readonly<Record<Breach, string>> = {
  missing: 'it is missing, or a record before it is',
  changed: 'its bytes or its hash were changed',
  columns: 'its columns don’t say what its bytes say',
  cut: 'the log ends before it',
  rewritten:
    'it has another hash than the checkpoint: it, or a record before it, was written anew with all that follow',
}

/**
 * `newkey audit verify [--since SEQ:HASH [--adopted SEQ:HASH]]`. `--adopted` is what `newkey audit adopt` printed, as it
 * was kept elsewhere: without it a declared gap is no proof, since whoever can write the log can declare one.
 */
export function auditVerify(file: string, args: readonly string[], write: (text: string) => void): number {
  const given = options(args, { since: { type: 'string' }, adopted: { type: 'string' } })
  const since = given.since === undefined ? undefined : readCheckpoint(String(given.since))
  const adopted = given.adopted === undefined ? undefined : readCheckpoint(String(given.adopted))
  const reader = openAuditReader(file)
  try {
    const verdict = verifyChain(reader.records(), reader.head(), since)
    if (verdict.kind === 'broken') {
      write(
        `The audit log is not as it was written. The first record that is wrong is ${verdict.seq}: ${BREACHES[verdict.why]}.\n`,
      )
      return 1
    }
    const { head } = verdict
    const known =
      verdict.kind === 'adopted' && adopted?.seq === verdict.at.seq && adopted.hash === verdict.at.hash
    if (verdict.kind === 'adopted' && !known) {
      write(
        `The checkpoint is not in the log. Record ${verdict.at.seq} declares that it is missing, which proves nothing by itself: compare it with what newkey audit adopt printed (--adopted SEQ:HASH).\n`,
      )
      return 1
    }
    write(`The audit log is as it was written: ${head.seq} records, up to ${head.seq}:${head.hash}\n`)
    if (known) write('The checkpoint is not in it; it was declared missing after a restore.\n')
    if (!since) write('Without --since nobody can tell whether it was cut or written anew as a whole.\n')
    return 0
  } finally {
    reader.close()
  }
}

/** `newkey audit export [--csv]`, one record at a time. */
export async function auditExport(file: string, args: readonly string[], out: Writable): Promise<number> {
  const { csv } = options(args, { csv: { type: 'boolean' } })
  const reader = openAuditReader(file)
  try {
    for (const line of exportLines(reader.records(), csv ? 'csv' : 'jsonl'))
      if (!out.write(line)) await once(out, 'drain')
    return 0
  } finally {
    reader.close()
  }
}

/** `newkey audit backup FILE` */
export async function auditBackup(
  file: string,
  args: readonly string[],
  write: (text: string) => void,
): Promise<number> {
  const [target, ...more] = args
  if (target === undefined || more.length > 0)
    throw new NewkeyError('config_invalid', 'name the file to copy to')
  await backUp(file, target)
  write(`${file} is copied to ${target}.\n`)
  return 0
}

function options(args: readonly string[], known: Record<string, { readonly type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({ args: [...args], options: known }).values
  } catch (cause) {
    throw new NewkeyError('config_invalid', 'unknown options; see newkey help', { cause })
  }
}
