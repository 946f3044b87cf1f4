import { revokeOwnKey } from '../../keys/revoke-own-key.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { keyButton } from './key-button.ts'
import { showRevoked } from './show-card.ts'

/** **Revoke this key**, on the card and in the answer to `/newkey revoke`. */
export const revokeListener = keyButton({
  id: ACTIONS.revoke,
  kind: 'own',
  run: (services, press) => revokeOwnKey(services, press, 'revoked_by_requester'),
  show: showRevoked,
})
