import type { Key } from '../domain/key.ts'
import type { PostedMessage } from '../domain/messages.ts'
import type { Services } from './ports.ts'

/**
 * Updates a card or a question everywhere it is known to stand: where the records have it, and where its button was
 * pressed, since a message whose answer was lost may have been posted twice. What can't be updated now stays owed.
 * @returns whether the person who pressed can see it
 * @throws NewkeyError `store_failed`
 */
export async function updatePosted(
  { store, slack }: Services,
  key: Key,
  purpose: 'card' | 'review',
  pressedOn: PostedMessage | undefined,
): Promise<boolean> {
  const known = await store.messages.find(key, purpose)
  const at = known ?? pressedOn
  if (at === undefined) return false
  const copy = known && pressedOn && !isSame(known, pressedOn) ? pressedOn : undefined
  const [isUpdated, isCopyUpdated] = await Promise.all([
    slack.notices.update(key, purpose, at),
    copy ? slack.notices.update(key, purpose, copy) : false,
  ])
  // Where it stands is known from now on. Only what says the new state is no longer owed.
  if (isUpdated) await store.messages.sent(key, purpose, at)
  return copy ? isCopyUpdated : isUpdated
}

const isSame = (one: PostedMessage, other: PostedMessage): boolean =>
  one.channel === other.channel && one.ts === other.ts
