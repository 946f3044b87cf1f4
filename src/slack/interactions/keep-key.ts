import { reviewKey } from '../../keys/review-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { button, parsePress } from './press.ts'
import { showReview } from './show-review.ts'

/** **Keep it**, on the card that asks a reviewer. */
export const keepButton = button({
  id: ACTIONS.keep,
  kind: 'review',
  parse: parsePress,
  run: (services, press) => reviewKey(services, press, 'keep'),
  show: showReview,
})
