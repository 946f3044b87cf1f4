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

/** `newkey audit verify [--since SEQ:HASH]` */
export function auditVerify(file: string, args: readonly string[], write: (text: string) => void): number {
  const { since } = options(args, { since: { type: 'string' } })
  const checkpoint = since === undefined ? undefined : readCheckpoint(String(since))
  const reader = openAuditReader(file)
  try {
    const verdict = verifyChain(reader.records(), reader.head(), checkpoint)
    if (verdict.kind === 'broken') {
      write(
        `The audit log is not as it was written. The first record that is wrong is ${verdict.seq}: ${BREACHES[verdict.why]}.\n`,
      )
      return 1
    }
    write(
      `The audit log is as it was written: ${verdict.head.seq} records, up to ${verdict.head.seq}:${verdict.head.hash}\n`,
    )
    if (verdict.adopted)
      write('The checkpoint is not in it; a record declares that it is missing (newkey audit adopt).\n')
    if (!checkpoint) write('Without --since nobody can tell whether it was cut or written anew as a whole.\n')
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
