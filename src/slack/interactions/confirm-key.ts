import { confirmKey } from '../../keys/confirm-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { keyButton } from './key-button.ts'
import { showCard } from './show-card.ts'

/** **I stored it**, on the message with the secret and on the card. */
export const confirmListener = keyButton({
  id: ACTIONS.confirm,
  kind: 'own',
  run: confirmKey,
  show: showCard,
})
