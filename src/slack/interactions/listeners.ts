import { App, type BlockAction, type Receiver } from '@slack/bolt'
import { logFault } from '../../log-fault.ts'
import { SILENT } from '../api/client.ts'
import type { SlackGroupMembers } from '../api/group-members.ts'
import { ACTIONS } from '../messages/buttons.ts'
import { BUTTONS, type ButtonDeps } from './buttons.ts'
import { handleCommand } from './command.ts'
import { handleMembershipChange } from './membership-events.ts'

export interface ListenerDeps extends ButtonDeps {
  readonly groupMembers: SlackGroupMembers
}

/** Everything that Slack sends us, and who handles it. */
export function listen(deps: ListenerDeps, receiver: Receiver): App {
  const bolt = new App({
    receiver,
    // Bolt gets no token: with one it would ask auth.test by itself and refuse every command while Slack is down.
    authorize: async () => ({}),
    ignoreSelf: false,
    convoStore: false,
    tokenVerificationEnabled: false,
    logger: SILENT,
  })
  bolt.command('/newkey', (args) => handleCommand(deps, args))
  bolt.action<BlockAction>(ACTIONS.confirm, (args) => BUTTONS.confirm(deps, args))
  bolt.action<BlockAction>(ACTIONS.notReceived, (args) => BUTTONS.notReceived(deps, args))
  bolt.action<BlockAction>(ACTIONS.revoke, (args) => BUTTONS.revoke(deps, args))
  bolt.action<BlockAction>(ACTIONS.keep, (args) => BUTTONS.keep(deps, args))
  bolt.action<BlockAction>(ACTIONS.delete, (args) => BUTTONS.delete(deps, args))
  bolt.event('subteam_updated', (args) => handleMembershipChange(deps, args))
  bolt.event('subteam_members_changed', (args) => handleMembershipChange(deps, args))
  bolt.error(async (error) => logFault(deps.log, 'A listener failed', error, {}))
  return bolt
}
