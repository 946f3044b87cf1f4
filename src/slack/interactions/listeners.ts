import { App, type BlockAction, type Receiver } from '@slack/bolt'
import { unreachable } from '../../errors.ts'
import { logFault } from '../../log-fault.ts'
import { SILENT } from '../api/client.ts'
import { unheardForm } from '../messages/unheard-words.ts'
import { command } from './command.ts'
import { confirmListener } from './confirm-key.ts'
import { deleteListener } from './delete-key.ts'
import { groupMembersChanged, groupUpdated } from './group-changed.ts'
import { keepListener } from './keep-key.ts'
import type { Incoming, Listener, ListenerServices } from './listener.ts'
import { notReceivedListener } from './not-received.ts'
import { cancelListener, createListener } from './question.ts'
import { revokeListener } from './revoke-key.ts'
import { answerUnheard, findUnheard, type Heard } from './unheard.ts'

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

const idsOf = (kind: Listener['on']): readonly string[] =>
  LISTENERS.filter(({ on }) => on === kind).map(({ id }) => id)
const HEARD: Heard = {
  commands: idsOf('command'),
  buttons: idsOf('button'),
  events: idsOf('event'),
}

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
  listenToTheRest(bolt, services)
  bolt.error(async (error) => logFault(services.log, 'A listener failed', error, {}))
  return bolt
}

const ANY = /[\s\S]*/

/** Registers for everything, to answer what no listener is for. What a listener is for is left to it. */
function listenToTheRest(bolt: App, services: ListenerServices): void {
  const answer = async (body: unknown, ack: Incoming['ack']): Promise<void> => {
    const unheard = findUnheard(body, HEARD)
    if (unheard) await answerUnheard(services, unheard, HEARD, ack)
  }
  bolt.command(ANY, ({ body, ack }) => answer(body, ack))
  bolt.action(ANY, ({ body, ack }) => answer(body, () => ack()))
  bolt.options(ANY, ({ body, ack }) => answer(body, () => ack({ options: [] })))
  bolt.shortcut(ANY, ({ body, ack }) => answer(body, () => ack()))
  bolt.view(ANY, ({ body, ack }) =>
    answer(body, () => ack({ response_action: 'update', view: unheardForm(services.wording) })),
  )
  bolt.view({ callback_id: ANY, type: 'view_closed' }, ({ body, ack }) => answer(body, () => ack()))
  bolt.event(ANY, ({ body }) => answer(body, async () => undefined))
}
