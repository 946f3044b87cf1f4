import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { buttonListener, parsePress } from './press.ts'
import { showReview } from './show-review.ts'

/** **Keep it**, on the card that asks a reviewer. */
export const keepListener = buttonListener({
  id: ACTIONS.keep,
  kind: 'review',
  parse: parsePress,
  run: (services, press) => reviewKey(services, press, 'keep'),
  show: showReview,
})
