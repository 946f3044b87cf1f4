import type { Reviewed } from '../../keys/review-key.ts'
import { tellAbout } from '../../keys/tell-about.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** The card says what was decided. The owner is told, or gets a card of a key that is theirs again. */
export async function showReview(services: ListenerServices, key: Reviewed, { at }: Pressed): Promise<void> {
  const posted = (await services.store.messages.find(key, 'review')) ?? at
  if (posted) await services.slack.notices.update(key, 'review', posted)
  await tellAbout(services, key)
}
