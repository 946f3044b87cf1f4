import type { KeyIn } from '../../domain/key.ts'
import { tellAbout } from '../../keys/tell-about.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Deletes the message with the secret if that is where the press was, and updates the card to the state of the key. */
export async function showCard(
  services: ListenerServices,
  key: KeyIn<'active' | 'revoking' | 'revoked'>,
  pressed: Pressed,
): Promise<void> {
  const { store, slack, respond } = services
  const known = await store.messages.find(key, 'card')
  // What the payload says about the button's message counts only if no record has it, and only in the owner's DM.
  const at = known ?? (pressed.at?.channel === key.dm ? pressed.at : undefined)
  const [isUpdated] = await Promise.all([
    at ? slack.notices.update(key, 'card', at) : false,
    pressed.isEphemeral ? respond(pressed.replyTo, 'delete_original') : true,
  ])
  if (at && !known) await store.messages.sent(key, 'card', at)
  // If the card couldn't be posted before, it is posted now: the owner needs it to revoke the key later.
  if (key.state === 'active') return at ? undefined : tellAbout(services, key)
  if (isUpdated || (await slack.notices.reply(key, pressed.replyTo))) await store.messages.sent(key, 'ending')
}
