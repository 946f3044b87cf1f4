/**
 * What a message is for: to say how something ended, to ask a requester whether they mean it, to be the owner's card of a
 * key, or to ask a reviewer.
 */
export const PURPOSES = ['ending', 'question', 'card', 'review'] as const
export type Purpose = (typeof PURPOSES)[number]
/** The messages that are answers to a requester: sent once, and never updated. */
export type AnswerPurpose = Extract<Purpose, 'ending' | 'question'>

/** Whether a message is an answer to a requester. */
export const isAnswer = (purpose: Purpose): purpose is AnswerPurpose =>
  purpose === 'ending' || purpose === 'question'
