/** What a message is for: to say how something ended, to be the owner's card of a key, or to ask a reviewer. */
export const PURPOSES = ['ending', 'card', 'review'] as const
export type Purpose = (typeof PURPOSES)[number]
