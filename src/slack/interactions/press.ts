import { z } from 'zod'
import type { PostedMessage } from '../../domain/messages.ts'
import { NewkeyError } from '../../errors.ts'
import { isChannelId, isKeySid, isTeamId, isUserId, type KeySid } from '../../ids.ts'
import { type Answer, type Press, type PressKind, screenPress } from '../../keys/authorize-press.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import { whyTooMany } from '../messages/command-words.ts'
import { whyDenied } from '../messages/denied.ts'
import { refusalMessage } from '../messages/ending.ts'
import { clickFault, faultMessage } from '../messages/fault.ts'
import { deliveryContext } from './delivery-context.ts'
import type { Incoming, Listener, ListenerServices } from './listener.ts'

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
const UNREADABLE = refusalMessage('Nothing was changed: ', [
  'Slack’s message couldn’t be read. Press the button again.',
])

/** A press, and where it came from. */
export interface Pressed extends Press {
  /** The message with the button; undefined for an ephemeral message, which can't be updated. */
  readonly at: PostedMessage | undefined
  readonly isEphemeral: boolean
  readonly replyTo: Secret
  /** Identifies this delivery: a SHA-256 in hexadecimal. */
  readonly digest: string
}

/** A button: who may press it, the verb that it calls, and how the messages show the result. */
export interface ButtonSpec<K> {
  readonly id: string
  readonly kind: PressKind
  readonly parse: (incoming: Incoming) => Pressed | undefined
  readonly run: (services: ListenerServices, press: Press) => Promise<Answer<K>>
  readonly show: (services: ListenerServices, key: K, pressed: Pressed) => Promise<void>
}

/** Reads a click on a message about a key. @returns undefined if it isn't as Slack documents it */
export function parsePress({ body, context }: Incoming): Pressed | undefined {
  const parsed = click.safeParse(body).data
  const delivery = deliveryContext.safeParse(context).data
  const replyTo = replyToOf(body)
  const team = parsed?.user.team_id ?? parsed?.team?.id
  if (!parsed || !delivery || team === undefined || !replyTo) return undefined
  const { channel_id: channel, message_ts: ts, is_ephemeral: isEphemeral = false } = parsed.container
  return {
    key: parsed.actions[0].value,
    user: parsed.user.id,
    team,
    at: !isEphemeral && channel && ts ? { channel, ts } : undefined,
    isEphemeral,
    replyTo,
    digest: delivery.delivery.digest,
  }
}

function replyToOf(body: unknown): Secret | undefined {
  const address = replyable.safeParse(body).data
  return address && new Secret(address.response_url)
}

/** Creates the listener for a button: it acks, parses the click, calls the verb, and shows the result. */
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
      if (replyTo) await services.respond(replyTo, UNREADABLE)
    },
  }
}

async function handlePress<K>(
  services: ListenerServices,
  of: ButtonSpec<K>,
  pressed: Pressed,
): Promise<void> {
  const { policy, store, respond, wording, samples, log } = services
  const { replyTo } = pressed
  const sid: KeySid = pressed.key
  try {
    const screened = await screenPress(services, pressed, of.kind)
    if (screened !== 'look') {
      const cause = screened === 'flooding' ? whyTooMany : whyDenied('too_many_refusals', wording)
      await respond(replyTo, refusalMessage('Nothing was changed: ', cause))
      return
    }
    if ((await store.clicks.record(pressed.digest)) === 'again') {
      policy.refusals.again(pressed, 'press')
      samples.warn('A click came again; it counts once', { sid, user: pressed.user })
      return
    }
    const answer = await retryOvertaken(() => of.run(services, pressed))
    if (answer.kind === 'done') await of.show(services, answer.key, pressed)
    else await respond(replyTo, refusalMessage('Nothing was changed: ', whyDenied(answer.cause, wording)))
  } catch (error) {
    logFault(log, 'A click could not be answered', error, { sid })
    await respond(replyTo, faultMessage(error, clickFault))
  }
}

/** Repeats a press that another one has overtaken, on the new state of the key. */
async function retryOvertaken<T>(attempt: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (tries <= 1 || !(error instanceof NewkeyError) || error.code !== 'overtaken') throw error
    return retryOvertaken(attempt, tries - 1)
  }
}
