import { z } from 'zod'
import type { PostedMessage } from '../../domain/messages.ts'
import type { ReplyTo } from '../../domain/notices.ts'
import { unreachable } from '../../errors.ts'
import { isChannelId, isKeySid, isRequestId, isTeamId, isUserId } from '../../ids.ts'
import { answerPress, type SentPress } from '../../keys/answer-press.ts'
import type { Answer } from '../../keys/authorize-press.ts'
import type { Services } from '../../keys/ports.ts'
import type { LogFields } from '../../log.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import { refusalMessage } from '../messages/answer.ts'
import { whyTooMany } from '../messages/command-words.ts'
import { whyDenied } from '../messages/denied.ts'
import { clickFault } from '../messages/fault.ts'
import type { Message } from '../messages/message.ts'
import type { Words } from '../messages/rich-text.ts'
import type { Incoming, Listener, ListenerServices } from './listener.ts'
import { payloadContext } from './payload-context.ts'

const team = z.object({ id: z.string().refine(isTeamId) }).nullish()

/**
 * Slack docs: "block_actions". Only ids are read, since a click on an ephemeral message may carry that message. The person's
 * own `team_id` isn't: on an Enterprise Grid it may be any workspace of the organisation. `team` is null in what Slack
 * sends to an app that is installed in a whole organisation.
 */
const click = z.object({
  user: z.object({ id: z.string().refine(isUserId) }),
  team,
  enterprise: team,
  container: z.object({
    is_ephemeral: z.boolean().optional(),
    channel_id: z.string().refine(isChannelId).optional(),
    message_ts: z
      .string()
      .regex(/^\d+\.\d+$/)
      .optional(),
  }),
  actions: z.tuple([z.object({ value: z.string() })]),
})

/** Where a click is answered, even if the rest of it can't be read. */
const replyable = z.object({ response_url: z.string() })
const UNREADABLE = ['Slack’s message couldn’t be read. Press the button again.']

/** A press, and where it came from. */
export interface Pressed<V extends string> extends SentPress {
  /** The button's value. */
  readonly value: V
  /** The message with the button; undefined for an ephemeral message, which can't be updated. */
  readonly at: PostedMessage | undefined
  readonly isEphemeral: boolean
  readonly replyTo: ReplyTo
}

/** A button: what it is about, the verb that it calls, and how the messages show the result. */
export interface ButtonSpec<V extends string, T> {
  readonly id: string
  /** Whether a button's value is the id of what this button is about. */
  readonly isValue: (value: string) => value is V
  /** Whether that belongs to the person who pressed. Then newkey looks at the press even if they were refused too often. */
  readonly isOwn: (services: Services, pressed: Pressed<V>) => Promise<boolean>
  readonly run: (services: Services, pressed: Pressed<V>) => Promise<Answer<T>>
  readonly show: (services: ListenerServices, result: T, pressed: Pressed<V>) => Promise<void>
}

/** Reads a click. @returns undefined if it isn't as Slack documents it */
export function parsePress<V extends string>(
  { body, context }: Incoming,
  isValue: (value: string) => value is V,
): Pressed<V> | undefined {
  const parsed = click.safeParse(body).data
  const sent = payloadContext.safeParse(context).data
  const url = replyUrlOf(body)
  const team = parsed?.team?.id ?? parsed?.enterprise?.id
  const value = parsed?.actions[0].value
  if (!parsed || !sent || team === undefined || !url || value === undefined || !isValue(value))
    return undefined
  const { channel_id: channel, message_ts: ts, is_ephemeral: isEphemeral = false } = parsed.container
  return {
    value,
    user: parsed.user.id,
    team,
    at: !isEphemeral && channel && ts ? { channel, ts } : undefined,
    isEphemeral,
    replyTo: { url, channel, replaces: false },
    payloadDigest: sent.payloadDigest,
  }
}

function replyUrlOf(body: unknown): Secret | undefined {
  const address = replyable.safeParse(body).data
  return address && new Secret(address.response_url)
}

/** Creates the listener for a button: it acks, parses the click, has it answered by the verb, and shows the result. */
export function buttonListener<V extends string, T>(of: ButtonSpec<V, T>): Listener {
  return {
    on: 'button',
    id: of.id,
    handle: async (services, incoming) => {
      // After a late ack, Slack only shows a warning sign. The press still counts.
      await incoming.ack().catch(() => undefined)
      const pressed = parsePress(incoming, of.isValue)
      if (pressed) return handlePress(services, of, pressed)
      services.samples.warn('A click was not as Slack documents it', {})
      const url = replyUrlOf(incoming.body)
      if (url) await services.respond(url, unchanged(UNREADABLE))
    },
  }
}

async function handlePress<V extends string, T>(
  services: ListenerServices,
  of: ButtonSpec<V, T>,
  pressed: Pressed<V>,
): Promise<void> {
  const { respond, wording, samples, log } = services
  const { value, user } = pressed
  const { url } = pressed.replyTo
  try {
    const outcome = await answerPress(services, pressed, {
      isOwn: () => of.isOwn(services, pressed),
      verb: () => of.run(services, pressed),
    })
    switch (outcome.kind) {
      case 'done':
        return await of.show(services, outcome.result, pressed)
      case 'refused':
        await respond(url, unchanged(whyDenied(outcome.cause, wording, outcome.retryAt)))
        return
      case 'turned_away':
        await respond(url, unchanged(outcome.flooding ? whyTooMany : whyDenied('too_many_refusals', wording)))
        return
      case 'repeated':
        return samples.warn('Slack sent the same click again; newkey ignored it', { ...aboutOf(value), user })
      default:
        return unreachable(outcome)
    }
  } catch (error) {
    logFault(log, 'A click could not be answered', error, aboutOf(value))
    await respond(url, clickFault(error, wording))
  }
}

const aboutOf = (value: string): LogFields => {
  if (isKeySid(value)) return { sid: value }
  return isRequestId(value) ? { request: value } : {}
}

const unchanged = (why: Words): Message => refusalMessage('Nothing was changed: ', why)
