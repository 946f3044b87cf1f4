import type { KeyIn } from '../../domain/key.ts'
import type { KeySid } from '../../ids.ts'
import { replyAbout } from '../../keys/reply-about.ts'
import { updateCard } from '../../keys/update-card.ts'
import { updatePosted } from '../../keys/update-posted.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Puts the result in the place of the question whether to revoke the key, and updates the card. */
export async function showRevoked(
  services: ListenerServices,
  key: KeyIn<'revoking' | 'revoked'>,
  pressed: Pressed<KeySid>,
): Promise<void> {
  if (!pressed.isEphemeral) return showCard(services, key, pressed)
  await Promise.all([
    updatePosted(services, key, 'card', undefined),
    // What can't be said here is still owed, and goes to the DM.
    replyAbout(services, key, { ...pressed.replyTo, replaces: true }),
  ])
}

/** Deletes the message with the secret if that is where the press was, and updates the card to the state of the key. */
export async function showCard(
  services: ListenerServices,
  key: KeyIn<'active' | 'revoking' | 'revoked'>,
  { at, isEphemeral, replyTo }: Pressed<KeySid>,
): Promise<void> {
  await Promise.all([
    isEphemeral ? services.respond(replyTo.url, 'delete_original') : undefined,
    updateCard(services, key, at, replyTo),
  ])
}
