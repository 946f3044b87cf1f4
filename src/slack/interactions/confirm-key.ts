import { confirmKey } from '../../keys/confirm-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { buttonListener, parsePress } from './press.ts'
import { showCard } from './show-card.ts'

/** **I stored it**, on the message with the secret and on the card. */
export const confirmListener = buttonListener({
  id: ACTIONS.confirm,
  kind: 'own',
  parse: parsePress,
  run: confirmKey,
  show: showCard,
})
