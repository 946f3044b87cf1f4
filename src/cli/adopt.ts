import { type Checkpoint, sameRecord, type Verdict, verifyChain } from '../audit/verify.ts'
import type { ConfigResult } from '../config/config.ts'
import { withoutUnseen } from '../domain/unseen.ts'
import { NewkeyError } from '../errors.ts'
import { adoptAlone } from '../process/alone.ts'
import { compose } from '../process/compose.ts'
import { realRuntime } from '../process/runtime.ts'
import { openAuditReader } from '../store/sqlite/audit-reader.ts'
import { declaration, type GoneBack } from '../store/sqlite/gone-back.ts'
import { readGoneBack } from '../store/sqlite/read-gone-back.ts'
import { readCheckpoint } from './checkpoint.ts'
import { usable } from './usable.ts'

/**
 * `newkey audit adopt SEQ:HASH WHY`: a restored log says itself, from here on, which records it has lost; `unknown` in
 * the place of the checkpoint where the file beside the database that would say so is lost too.
 */
export async function adopt(
  config: ConfigResult,
  args: readonly string[],
  write: (text: string) => void,
): Promise<number> {
  const [checkpoint, ...words] = args
  const missing = checkpoint === 'unknown' ? undefined : readCheckpoint(checkpoint)
  const reason = words.join(' ').trim()
  if (reason === '' || reason.length > 300 || reason !== withoutUnseen(reason))
    throw new NewkeyError('config_invalid', 'say in up to 300 characters why records are missing')
  const settings = usable(config)
  const goneBack = await readGoneBack(settings.database.file)
  refuseOther(goneBack, missing)
  const verdict = await verify(settings.database.file, missing)
  if (verdict.kind === 'broken' && !verdict.since)
    throw new NewkeyError(
      'chain_rewritten',
      verdict.cause === 'version'
        ? `nothing was declared: record ${verdict.seq} is of a version that this newkey doesn't know; use a newer newkey`
        : `nothing was declared: record ${verdict.seq} is not as it was written; see newkey audit verify`,
    )
  if (missing && verdict.kind === 'intact')
    throw new NewkeyError('config_invalid', 'this checkpoint is in the log; nothing is missing')
  const { record, waits } = await adoptAlone(compose(settings, realRuntime()), reason, missing)
  write(
    `Record ${record.seq} declares it. Keep this elsewhere, for newkey audit verify --adopted:\n${record.seq}:${record.hash}\n`,
  )
  if (goneBack?.kind === 'rewritten')
    write(
      `The log had been written anew: record ${goneBack.head.seq} is not the one that newkey wrote, and others may not be either. newkey goes on with it as it is.\n`,
    )
  if (waits) write(`More is missing by what the file beside the database says. Run: ${declaration(waits)}\n`)
  return 0
}

async function verify(file: string, missing: Checkpoint | undefined): Promise<Verdict> {
  const reader = await openAuditReader(file)
  try {
    return await verifyChain(reader.rows(), await reader.head(), missing ? [missing] : [])
  } finally {
    await reader.close()
  }
}

/** `unknown` is for a lost file alone; where the log was written anew, that is what has to be declared. */
function refuseOther(goneBack: GoneBack | undefined, missing: Checkpoint | undefined): void {
  if (!goneBack && !missing)
    throw new NewkeyError('config_invalid', 'nothing is missing; name the checkpoint that is')
  if (goneBack?.kind === 'lacks' && !missing)
    throw new NewkeyError('config_invalid', `it is known what is missing; run:\n${declaration(goneBack)}`)
  if (goneBack?.kind === 'rewritten' && !(missing && sameRecord(missing, goneBack.head)))
    throw new NewkeyError('config_invalid', `the log was written anew; run:\n${declaration(goneBack)}`)
}
