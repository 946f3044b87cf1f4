import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { buttonListener, parsePress } from './press.ts'
import { showReview } from './show-review.ts'

/** **Delete this key**, on the card that asks a reviewer. */
export const deleteListener = buttonListener({
  id: ACTIONS.delete,
  kind: 'review',
  parse: parsePress,
  run: (services, press) => reviewKey(services, press, 'revoke'),
  show: showReview,
})
