import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { keyButton } from './key-button.ts'
import { showReview } from './show-review.ts'

/** **Delete this key**, on the card that asks a reviewer. */
export const deleteListener = keyButton({
  id: ACTIONS.delete,
  kind: 'review',
  run: (services, press) => reviewKey(services, press, 'revoke'),
  show: showReview,
})
