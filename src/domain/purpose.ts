/** What a message is for: how something ended, the owner's lasting card of a key, or a question to reviewers. */
export const PURPOSES = ['ending', 'card', 'review'] as const
export type Purpose = (typeof PURPOSES)[number]
