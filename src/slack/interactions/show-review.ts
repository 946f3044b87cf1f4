import type { Reviewed } from '../../keys/review-key.ts'
import { updateReview } from '../../keys/update-review.ts'
import type { ListenerServices } from './listener.ts'
import type { Pressed } from './press.ts'

/** Shows the decision on the reviewer's card, and tells the owner. */
export const showReview = (services: ListenerServices, key: Reviewed, { at }: Pressed): Promise<void> =>
  updateReview(services, key, at)
