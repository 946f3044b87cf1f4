import { revokeOwnKey } from '../../keys/revoke-own-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { buttonListener, parsePress } from './press.ts'
import { showCard } from './show-card.ts'

/** **I didn't get the secret**, on the card. */
export const notReceivedListener = buttonListener({
  id: ACTIONS.notReceived,
  kind: 'own',
  parse: parsePress,
  run: (services, press) => revokeOwnKey(services, press, 'not_received'),
  show: showCard,
})
