import type { Checkpoint } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'

/** Reads `SEQ:HASH`, as a checkpoint line says it. @throws NewkeyError `config_invalid` */
export function readCheckpoint(text: string | undefined): Checkpoint {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text ?? '') ?? []
  if (seq === undefined || hash === undefined)
    throw new NewkeyError('config_invalid', 'a checkpoint is SEQ:HASH, a number and 64 hexadecimal digits')
  return { seq: Number(seq), hash }
}
