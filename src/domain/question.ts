import type { QuestionCause } from './causes.ts'
import { foldedName } from './folded-name.ts'

/** A request of which it isn't certain that a key is meant to be made. */
export interface Doubtful {
  readonly name: string
  /** Whether what was typed reads like a sentence (`readsLikeSentence`). */
  readonly isSentence: boolean
}

/**
 * What the requester is asked before a key is made, if anything. Names are compared without regard to case and to how
 * many blanks are between words: to a person, two keys whose names differ in nothing else have the same name.
 * @param taken the names of the requester's live keys, and of those that are being made for them
 */
export function questionAbout(
  { name, isSentence }: Doubtful,
  taken: readonly string[],
): QuestionCause | undefined {
  if (isSentence) return 'reads_like_sentence'
  const folded = foldedName(name)
  return taken.some((one) => foldedName(one) === folded) ? 'name_in_use' : undefined
}
