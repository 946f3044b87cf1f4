import type { Key } from '../domain/key.ts'
import type { PostedMessage } from '../domain/messages.ts'
import type { Services } from './ports.ts'

/**
 * Updates a card or a question where the records say that it stands; what the payload of a press says about it counts
 * only if no record has it. An update that fails stays owed.
 * @param pressedOn the message with the button, as Slack's payload names it
 * @returns whether the person who pressed can see it there: a message whose answer was lost may have been posted twice
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
  if (at === undefined || !(await slack.notices.update(key, purpose, at))) return false
  await store.messages.sent(key, purpose, at)
  return pressedOn === undefined || isSame(at, pressedOn)
}

const isSame = (one: PostedMessage, other: PostedMessage): boolean =>
  one.channel === other.channel && one.ts === other.ts
