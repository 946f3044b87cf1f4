import { createApp } from '../app.ts'
import { declare, verifyChain } from '../audit/verify.ts'
import type { ConfigResult } from '../config.ts'
import { NewkeyError } from '../errors.ts'
import { withoutUnseen } from '../keys/unseen.ts'
import { openAuditReader } from '../store/audit-reader.ts'
import { readCheckpoint } from './checkpoint.ts'
import { usable } from './usable.ts'

/** `newkey audit adopt SEQ:HASH WHY`: a restored log says itself, from here on, which records it has lost. */
export async function adopt(
  config: ConfigResult,
  args: readonly string[],
  write: (text: string) => void,
): Promise<number> {
  const [checkpoint, ...words] = args
  const missing = readCheckpoint(checkpoint)
  const why = words.join(' ').trim()
  if (why === '' || why.length > 300 || why !== withoutUnseen(why))
    throw new NewkeyError('config_invalid', 'say in up to 300 characters why records are missing')
  const settings = usable(config)
  const reader = openAuditReader(settings.file)
  const verdict = verifyChain(reader.records(), reader.head(), missing)
  reader.close()
  if (verdict.kind === 'intact')
    throw new NewkeyError('config_invalid', 'this checkpoint is in the log; nothing is missing')
  const record = await createApp(settings).adopt(declare(missing) + why)
  write(
    `Record ${record.seq} declares it. Keep this elsewhere, for newkey audit verify --adopted:\n${record.seq}:${record.hash}\n`,
  )
  return 0
}
