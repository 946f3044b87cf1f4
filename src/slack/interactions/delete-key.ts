import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { button, parsePress } from './press.ts'
import { showReview } from './show-review.ts'

/** **Delete this key**, on the card that asks a reviewer. */
export const deleteButton = button({
  id: ACTIONS.delete,
  kind: 'review',
  parse: parsePress,
  run: (services, press) => reviewKey(services, press, 'revoke'),
  show: showReview,
})
