import { z } from 'zod'
import type { PostedMessage } from '../../domain/messages.ts'
import { unreachable } from '../../errors.ts'
import { isChannelId, isKeySid, isTeamId, isUserId } from '../../ids.ts'
import { answerPress, type SentPress } from '../../keys/answer-press.ts'
import type { Answer, Press, PressKind } from '../../keys/authorize-press.ts'
import type { Services } from '../../keys/ports.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import { whyTooMany } from '../messages/command-words.ts'
import { whyDenied } from '../messages/denied.ts'
import { refusalMessage } from '../messages/ending.ts'
import { clickFault, faultMessage } from '../messages/fault.ts'
import type { Message } from '../messages/message.ts'
import type { Words } from '../messages/rich-text.ts'
import type { Incoming, Listener, ListenerServices } from './listener.ts'
import { payloadContext } from './payload-context.ts'

/** Slack docs: "block_actions". Only ids are read, since a click on an ephemeral message may carry that message. */
const click = z.object({
  user: z.object({ id: z.string().refine(isUserId), team_id: z.string().refine(isTeamId).optional() }),
  team: z.object({ id: z.string().refine(isTeamId) }).nullish(),
  container: z.object({
    is_ephemeral: z.boolean().optional(),
    channel_id: z.string().refine(isChannelId).optional(),
    message_ts: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
  }),
  actions: z.tuple([z.object({ value: z.string().refine(isKeySid) })]),
})

/** Where a click is answered, even if the rest of it can't be read. */
const replyable = z.object({ response_url: z.string() })
const UNREADABLE = ['Slack’s message couldn’t be read. Press the button again.']

/** A press, and where it came from. */
export interface Pressed extends SentPress {
  /** The message with the button; undefined for an ephemeral message, which can't be updated. */
  readonly at: PostedMessage | undefined
  readonly isEphemeral: boolean
  readonly replyTo: Secret
}

/** A button: who may press it, the verb that it calls, and how the messages show the result. */
export interface ButtonSpec<K> {
  readonly id: string
  readonly kind: PressKind
  readonly parse: (incoming: Incoming) => Pressed | undefined
  readonly run: (services: Services, press: Press) => Promise<Answer<K>>
  readonly show: (services: ListenerServices, key: K, pressed: Pressed) => Promise<void>
}

/** Reads a click on a message about a key. @returns undefined if it isn't as Slack documents it */
export function parsePress({ body, context }: Incoming): Pressed | undefined {
  const parsed = click.safeParse(body).data
  const sent = payloadContext.safeParse(context).data
  const replyTo = replyToOf(body)
  const team = parsed?.user.team_id ?? parsed?.team?.id
  if (!parsed || !sent || team === undefined || !replyTo) return undefined
  const { channel_id: channel, message_ts: ts, is_ephemeral: isEphemeral = false } = parsed.container
  return {
    key: parsed.actions[0].value,
    user: parsed.user.id,
    team,
    at: !isEphemeral && channel && ts ? { channel, ts } : undefined,
    isEphemeral,
    replyTo,
    payloadDigest: sent.payloadDigest,
  }
}

function replyToOf(body: unknown): Secret | undefined {
  const address = replyable.safeParse(body).data
  return address && new Secret(address.response_url)
}

/** Creates the listener for a button: it acks, parses the click, has it answered by the verb, and shows the result. */
export function buttonListener<K>(of: ButtonSpec<K>): Listener {
  return {
    on: 'button',
    id: of.id,
    handle: async (services, incoming) => {
      // After a late ack, Slack only shows a warning sign. The press still counts.
      await incoming.ack().catch(() => undefined)
      const pressed = of.parse(incoming)
      if (pressed) return handlePress(services, of, pressed)
      services.samples.warn('A click was not as Slack documents it', {})
      const replyTo = replyToOf(incoming.body)
      if (replyTo) await services.respond(replyTo, unchanged(UNREADABLE))
    },
  }
}

async function handlePress<K>(
  services: ListenerServices,
  of: ButtonSpec<K>,
  pressed: Pressed,
): Promise<void> {
  const { respond, wording, samples, log } = services
  const { key: sid, user, replyTo } = pressed
  try {
    const outcome = await answerPress(services, pressed, of.kind, of.run)
    switch (outcome.kind) {
      case 'done':
        return await of.show(services, outcome.key, pressed)
      case 'refused':
        await respond(replyTo, unchanged(whyDenied(outcome.cause, wording, outcome.retryAt)))
        return
      case 'turned_away':
        await respond(
          replyTo,
          unchanged(outcome.flooding ? whyTooMany : whyDenied('too_many_refusals', wording)),
        )
        return
      case 'repeated':
        return samples.warn('Slack sent the same click again; newkey ignored it', { sid, user })
      default:
        return unreachable(outcome)
    }
  } catch (error) {
    logFault(log, 'A click could not be answered', error, { sid })
    await respond(replyTo, faultMessage(error, wording, clickFault))
  }
}

const unchanged = (why: Words): Message => refusalMessage('Nothing was changed: ', why)
