import { revokeOwnKey } from '../../keys/revoke-own-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { keyButton } from './key-button.ts'
import { showCard } from './show-card.ts'

/** **I didn't get the secret**, on the card. */
export const notReceivedListener = keyButton({
  id: ACTIONS.notReceived,
  kind: 'own',
  run: (services, press) => revokeOwnKey(services, press, 'not_received'),
  show: showCard,
})
