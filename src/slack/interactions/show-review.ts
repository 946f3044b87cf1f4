import type { Reviewed } from '../../keys/review-key.ts'
import { tellAbout } from '../../keys/tell-about.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Updates the reviewer's card to the decision, and tells the owner. For a key that was kept, that is a card of the key. */
export async function showReview(services: ListenerServices, key: Reviewed, { at }: Pressed): Promise<void> {
  const posted = (await services.store.messages.find(key, 'review')) ?? at
  if (posted) await services.slack.notices.update(key, 'review', posted)
  await tellAbout(services, key)
}
