/** Why Slack gave no answer to a question about somebody or something. */
export type NoAnswer =
  /** It may answer next time. `waitMs`: how long it has asked newkey to wait from now (whole ms, since moments are stored so), if it has. */
  | { readonly kind: 'no_answer'; readonly cause: 'passing'; readonly waitMs: number | undefined }
  /** It won't answer before somebody changes the app, its installation or newkey's settings. */
  | { readonly kind: 'no_answer'; readonly cause: 'permanent' }

/** Slack didn't answer, or not readably; nothing says that it won't the next time. */
export const NO_ANSWER: NoAnswer = { kind: 'no_answer', cause: 'passing', waitMs: undefined }
/** Slack won't answer before an operator acts. */
export const REFUSED_FOR_GOOD: NoAnswer = { kind: 'no_answer', cause: 'permanent' }

/** Whether Slack gave no answer. */
export const isNoAnswer = (answer: unknown): answer is NoAnswer =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'no_answer'

/** Drops an answer that there isn't, for callers to whom its cause makes no difference. */
export const answerOrNone = <T>(answer: T | NoAnswer): T | undefined =>
  isNoAnswer(answer) ? undefined : answer

/** What to tell of several missing answers: that somebody must act, otherwise the longest wait. */
export function worst(missing: readonly NoAnswer[]): NoAnswer {
  let all: NoAnswer = NO_ANSWER
  for (const one of missing) {
    if (one.cause === 'permanent') return one
    if (all.cause === 'passing' && (one.waitMs ?? 0) > (all.waitMs ?? 0)) all = one
  }
  return all
}
