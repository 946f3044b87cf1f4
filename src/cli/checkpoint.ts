import type { Checkpoint } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'

/** Parses `SEQ:HASH`, the form in which newkey prints checkpoints. @throws NewkeyError `config_invalid` */
export function readCheckpoint(text: string | undefined): Checkpoint {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text ?? '') ?? []
  if (seq === undefined || hash === undefined)
    throw new NewkeyError(
      'config_invalid',
      'a checkpoint must be SEQ:HASH, a number and 64 hexadecimal digits',
    )
  return { seq: Number(seq), hash }
}
