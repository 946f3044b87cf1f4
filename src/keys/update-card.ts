import type { KeyIn } from '../domain/key.ts'
import type { PostedMessage } from '../domain/messages.ts'
import type { ReplyTo } from '../domain/notices.ts'
import type { Services } from './ports.ts'
import { tellAbout } from './tell-about.ts'
import { updatePosted } from './update-posted.ts'

/**
 * Shows on the owner's card what a press of the owner has changed. If that can't be shown there, it is said where the button
 * was. Whatever succeeds is recorded as sent, so that nothing is said twice.
 * @param pressedOn the message with the button, as Slack's payload names it; undefined if it can't be updated
 * @param replyTo where the button was pressed
 * @throws NewkeyError `store_failed`
 */
export async function updateCard(
  services: Services,
  key: KeyIn<'active' | 'revoking' | 'revoked'>,
  pressedOn: PostedMessage | undefined,
  replyTo: ReplyTo,
): Promise<void> {
  // What the payload says about the button's message counts only in the owner's DM.
  const card = pressedOn?.channel === key.dm ? pressedOn : undefined
  const isShown = await updatePosted(services, key, 'card', card)
  // If the card couldn't be posted before, it is posted now: the owner needs it to revoke the key later.
  if (key.state === 'active') return isShown ? undefined : tellAbout(services, key)
  if (isShown || (await services.slack.notices.reply(key, replyTo)))
    await services.store.messages.sent(key, 'ending')
}
