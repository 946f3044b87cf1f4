import type { PostedMessage } from '../domain/messages.ts'
import type { Services } from './ports.ts'
import type { Reviewed } from './review-key.ts'
import { tellAbout } from './tell-about.ts'
import { updatePosted } from './update-posted.ts'

/**
 * Shows a reviewer's decision on the card that asked for it, and tells the owner. For a key that was kept, that is a card of
 * the key.
 * @param pressedOn the message with the button, as Slack's payload names it
 * @returns whether the reviewer can see the decision where they pressed
 * @throws NewkeyError `store_failed`
 */
export async function updateReview(
  services: Services,
  key: Reviewed,
  pressedOn: PostedMessage | undefined,
): Promise<boolean> {
  const isShown = await updatePosted(services, key, 'review', pressedOn)
  await tellAbout(services, key)
  return isShown
}
