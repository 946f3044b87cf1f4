import { z } from 'zod'
import { unreachable } from '../../errors.ts'
import { Secret } from '../../secret.ts'
import { refusalMessage } from '../messages/answer.ts'
import type { Message } from '../messages/message.ts'
import { unheardButton, unheardCommand } from '../messages/unheard-words.ts'
import type { Incoming, ListenerServices } from './listener.ts'

/** Something from Slack that no listener is for. */
export type Unheard =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'button'; readonly replyTo: Secret | undefined }
  | { readonly kind: 'form' }
  | { readonly kind: 'choice' }
  | { readonly kind: 'shortcut' }
  | { readonly kind: 'event' }

/** What listeners are registered for, by their ids. */
export interface Heard {
  readonly commands: readonly string[]
  readonly buttons: readonly string[]
  readonly events: readonly string[]
}

const replyTo = z.object({ response_url: z.string() })
/** Slack docs: "Slash commands", "Interaction payloads" and "Events API". */
const sent = z.union([
  z.object({ command: z.string() }),
  z.object({ type: z.literal('block_actions'), actions: z.tuple([z.object({ action_id: z.string() })]) }),
  z.object({ type: z.enum(['view_submission', 'view_closed']) }),
  z.object({ type: z.literal('block_suggestion') }),
  z.object({ type: z.enum(['shortcut', 'message_action']) }),
  z.object({ type: z.literal('event_callback'), event: z.object({ type: z.string() }) }),
])

/**
 * Finds out whether no listener is for what Slack sent.
 * @returns undefined if there is one, and for anything that isn't as Slack documents it
 */
export function findUnheard(body: unknown, heard: Heard): Unheard | undefined {
  const parsed = sent.safeParse(body).data
  if (parsed === undefined) return undefined
  if ('command' in parsed)
    return heard.commands.includes(parsed.command) ? undefined : { kind: 'command', command: parsed.command }
  switch (parsed.type) {
    case 'block_actions': {
      if (heard.buttons.includes(parsed.actions[0].action_id)) return undefined
      const url = replyTo.safeParse(body).data?.response_url
      return { kind: 'button', replyTo: url === undefined ? undefined : new Secret(url) }
    }
    case 'view_submission':
    case 'view_closed':
      return { kind: 'form' }
    case 'block_suggestion':
      return { kind: 'choice' }
    case 'shortcut':
    case 'message_action':
      return { kind: 'shortcut' }
    case 'event_callback':
      return heard.events.includes(parsed.event.type) ? undefined : { kind: 'event' }
    default:
      return unreachable(parsed)
  }
}

/** What a log line may quote of a command (Slack docs: "Slash commands", naming). */
const LOGGABLE = /^\/[a-z0-9_-]{1,32}$/

/**
 * Tells whoever waits that nothing comes of it, and logs why and what to change in the app.
 * @param ack answers Slack; only for a command may it be given an answer of its own
 */
export async function answerUnheard(
  { log, samples, respond, wording }: ListenerServices,
  unheard: Unheard,
  heard: Heard,
  ack: Incoming['ack'],
): Promise<void> {
  const fault = 'nobody_listens'
  switch (unheard.kind) {
    case 'command': {
      const { command } = unheard
      log.warn(
        `Slack sent a command that newkey doesn’t answer to. In the app’s settings, under Slash Commands, name it ${heard.commands.join()}`,
        LOGGABLE.test(command) ? { fault, command } : { fault },
      )
      return ack(ephemeral(unheardCommand(command, heard.commands, wording)))
    }
    case 'button':
      log.warn('Slack sent a click on a button that this version of newkey doesn’t have', { fault })
      await ack().catch(() => undefined)
      if (unheard.replyTo)
        await respond(unheard.replyTo, refusalMessage('Nothing was changed: ', unheardButton(wording)))
      return
    case 'form':
      log.warn('Slack sent a form that this version of newkey doesn’t have', { fault })
      return ack()
    case 'choice':
      log.warn('Slack asked for the options of a menu that this version of newkey doesn’t have', { fault })
      return ack()
    case 'shortcut':
      log.warn(
        'Slack sent a shortcut, and newkey has none. Remove it in the app’s settings, under Interactivity & Shortcuts',
        { fault },
      )
      return ack()
    case 'event':
      samples.warn(
        'Slack sent an event that newkey doesn’t use. Remove it in the app’s settings, under Event Subscriptions',
        { fault },
      )
      return ack()
    default:
      return unreachable(unheard)
  }
}

const ephemeral = ({ text, blocks }: Message): object => ({ response_type: 'ephemeral', text, blocks })
