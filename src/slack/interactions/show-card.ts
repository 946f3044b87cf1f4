import type { KeyIn } from '../../domain/key.ts'
import { tellAbout } from '../../keys/tell-about.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** The message with the secret goes. The card, here or beside it, says how the key now stands. */
export async function showCard(
  services: ListenerServices,
  key: KeyIn<'active' | 'revoking' | 'revoked'>,
  pressed: Pressed,
): Promise<void> {
  const { store, slack, respond } = services
  const known = await store.messages.find(key, 'card')
  // The payload's own account of where the button was counts only where no record says it, and in the owner's DM.
  const at = known ?? (pressed.at?.channel === key.dm ? pressed.at : undefined)
  const [isUpdated] = await Promise.all([
    at ? slack.notices.update(key, 'card', at) : false,
    pressed.isEphemeral ? respond(pressed.replyTo, 'delete_original') : true,
  ])
  if (at && !known) await store.messages.sent(key, 'card', at)
  // A card that couldn't be posted with the key is posted now: it is the way to revoke the key later.
  if (key.state === 'active') return at ? undefined : tellAbout(services, key)
  if (isUpdated || (await slack.notices.reply(key, pressed.replyTo))) await store.messages.sent(key, 'ending')
}
