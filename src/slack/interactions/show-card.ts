import type { KeyIn } from '../../domain/key.ts'
import { updateCard } from '../../keys/update-card.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Deletes the message with the secret if that is where the press was, and updates the card to the state of the key. */
export async function showCard(
  services: ListenerServices,
  key: KeyIn<'active' | 'revoking' | 'revoked'>,
  { at, isEphemeral, replyTo }: Pressed,
): Promise<void> {
  await Promise.all([
    isEphemeral ? services.respond(replyTo, 'delete_original') : undefined,
    updateCard(services, key, at, replyTo),
  ])
}
