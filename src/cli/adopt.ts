import { type Checkpoint, sameRecord, type Verdict, verifyChain } from '../audit/verify.ts'
import type { ConfigResult } from '../config/config.ts'
import { checkReason, recordableReason } from '../domain/name.ts'
import { NewkeyError } from '../errors.ts'
import { adoptAlone } from '../process/alone.ts'
import { compose } from '../process/compose.ts'
import { realRuntime } from '../process/runtime.ts'
import { type DatabaseSettings, openAuditReader, readGoneBack } from '../store/open.ts'
import { declaration, type GoneBack } from '../store/witness.ts'
import { readCheckpoint } from './checkpoint.ts'
import { validConfig } from './valid-config.ts'

/**
 * `newkey audit adopt SEQ:HASH WHY`: records in a restored log which records it has lost. The checkpoint is `unknown` if
 * the head file next to the database, which would name it, is lost too.
 * @param args the checkpoint, then the operator's words
 * @returns the exit code
 * @throws NewkeyError `config_invalid`, `chain_rewritten`, `database_locked`, `store_failed`
 */
export async function adopt(
  config: ConfigResult,
  args: readonly string[],
  write: (text: string) => void,
): Promise<number> {
  const [checkpoint, ...words] = args
  const missing = checkpoint === 'unknown' ? undefined : readCheckpoint(checkpoint)
  const explanation = recordableReason(words.join(' '))
  if (explanation === '' || checkReason(explanation))
    throw new NewkeyError('config_invalid', 'say why records are missing, in at most 300 visible characters')
  const settings = validConfig(config)
  const goneBack = await readGoneBack(settings.database)
  refuseOtherCheckpoint(goneBack, missing)
  const verdict = await verify(settings.database, missing)
  if (verdict.kind === 'broken' && !verdict.since)
    throw new NewkeyError(
      'chain_rewritten',
      verdict.cause === 'version'
        ? `nothing was declared: this newkey doesn't know the version of record ${verdict.seq}; use a newer newkey`
        : `nothing was declared: the log isn’t intact at record ${verdict.seq}; run newkey audit verify`,
    )
  if (missing && verdict.kind === 'intact')
    throw new NewkeyError('config_invalid', 'this checkpoint is in the log, so nothing is missing')
  const { record, waits } = await adoptAlone(compose(settings, realRuntime()), explanation, missing)
  write(
    `Record ${record.seq} now declares the missing records. Save the next line outside the database, for newkey audit verify --adopted:\n${record.seq}:${record.hash}\n`,
  )
  if (goneBack?.kind === 'rewritten')
    write(
      `The log had been rewritten: record ${goneBack.head.seq} isn’t the one that newkey wrote, and others may not be either. newkey continues with this log.\n`,
    )
  if (waits) write(`The head file shows that more records are missing. Run: ${declaration(waits)}\n`)
  return 0
}

async function verify(database: DatabaseSettings, missing: Checkpoint | undefined): Promise<Verdict> {
  const reader = await openAuditReader(database)
  try {
    return await verifyChain(reader.rows(), await reader.head(), missing ? [missing] : [])
  } finally {
    await reader.close()
  }
}

/** Refuses a checkpoint that isn't the missing one. `unknown` is accepted only if the head file is lost or unreadable. */
function refuseOtherCheckpoint(goneBack: GoneBack | undefined, missing: Checkpoint | undefined): void {
  if (!goneBack && !missing)
    throw new NewkeyError(
      'config_invalid',
      'newkey doesn’t know of any missing records; name the checkpoint that is missing',
    )
  if (goneBack?.kind === 'lacks' && !missing)
    throw new NewkeyError('config_invalid', `newkey knows what is missing; run:\n${declaration(goneBack)}`)
  if (goneBack?.kind === 'rewritten' && !(missing && sameRecord(missing, goneBack.head)))
    throw new NewkeyError('config_invalid', `the log was rewritten; run:\n${declaration(goneBack)}`)
}
