import { revokeOwnKey } from '../../keys/revoke-own-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { buttonListener, parsePress } from './press.ts'
import { showCard } from './show-card.ts'

/** **Revoke this key**, on the card. */
export const revokeListener = buttonListener({
  id: ACTIONS.revoke,
  kind: 'own',
  parse: parsePress,
  run: (services, press) => revokeOwnKey(services, press, 'revoked_by_requester'),
  show: showCard,
})
