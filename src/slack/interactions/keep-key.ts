import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { keyButton } from './key-button.ts'
import { showReview } from './show-review.ts'

/** **Keep it**, on the card that asks a reviewer. */
export const keepListener = keyButton({
  id: ACTIONS.keep,
  kind: 'review',
  run: (services, press) => reviewKey(services, press, 'keep'),
  show: showReview,
})
