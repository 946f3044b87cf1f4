import { App, type BlockAction, type Receiver } from '@slack/bolt'
import { unreachable } from '../../errors.ts'
import { logFault } from '../../log-fault.ts'
import { SILENT } from '../api/client.ts'
import { command } from './command.ts'
import { confirmListener } from './confirm-key.ts'
import { deleteListener } from './delete-key.ts'
import { groupMembersChanged, groupUpdated } from './group-changed.ts'
import { keepListener } from './keep-key.ts'
import type { Listener, ListenerServices } from './listener.ts'
import { notReceivedListener } from './not-received.ts'
import { cancelListener, createListener } from './question.ts'
import { revokeListener } from './revoke-key.ts'

/** The listeners for everything that Slack sends. */
export const LISTENERS: readonly Listener[] = [
  command,
  createListener,
  cancelListener,
  confirmListener,
  notReceivedListener,
  revokeListener,
  keepListener,
  deleteListener,
  groupUpdated,
  groupMembersChanged,
]

/** Registers every listener with a Bolt app on the receiver. */
export function listen(services: ListenerServices, receiver: Receiver): App {
  const bolt = new App({
    receiver,
    // Bolt gets no token. With one, it would call auth.test itself and refuse every command while Slack is down.
    authorize: async () => ({}),
    ignoreSelf: false,
    convoStore: false,
    tokenVerificationEnabled: false,
    logger: SILENT,
  })
  for (const { on, id, handle } of LISTENERS) {
    switch (on) {
      case 'command':
        bolt.command(id, ({ body, context, ack }) => handle(services, { body, context, ack }))
        break
      case 'button':
        bolt.action<BlockAction>(id, ({ body, context, ack }) =>
          handle(services, { body, context, ack: () => ack() }),
        )
        break
      case 'event':
        bolt.event(id, ({ body, context }) => handle(services, { body, context, ack: async () => undefined }))
        break
      default:
        unreachable(on)
    }
  }
  bolt.error(async (error) => logFault(services.log, 'A listener failed', error, {}))
  return bolt
}
