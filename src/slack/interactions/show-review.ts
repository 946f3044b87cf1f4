import type { KeySid } from '../../ids.ts'
import type { Reviewed } from '../../keys/review-key.ts'
import { updateReview } from '../../keys/update-review.ts'
import { reviewCard } from '../messages/review-card.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Shows the decision on the reviewer's card, or as an answer to the press, and tells the owner. */
export async function showReview(
  services: ListenerServices,
  key: Reviewed,
  { at, replyTo }: Pressed<KeySid>,
): Promise<void> {
  if (await updateReview(services, key, at)) return
  const message = reviewCard(key, services.wording)
  if (message) await services.respond(replyTo.url, message)
}
