import type { AckFn } from '@slack/bolt'
import { z } from 'zod'
import type { Clicks } from '../../domain/clicks.ts'
import { type Card, hasEnded } from '../../domain/request.ts'
import { NewkeyError } from '../../errors.ts'
import { isChannelId, isRequestId, isTeamId, isUserId } from '../../ids.ts'
import { type Answer, type Press, screenPress } from '../../keys/authorize-answer.ts'
import { confirmKey } from '../../keys/confirm-key.ts'
import { type Decided, deleteKey, keepKey } from '../../keys/decide-key.ts'
import { revokeOwnKey } from '../../keys/revoke-own-key.ts'
import { tellRequester } from '../../keys/tell-requester.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import type { SlackNotices } from '../api/notices.ts'
import type { ACTIONS } from '../messages/buttons.ts'
import type { Carded } from '../messages/card.ts'
import { whyTooMany } from '../messages/command-words.ts'
import { no } from '../messages/ending.ts'
import { clickFault, wordOf } from '../messages/fault.ts'
import { whyDenied } from '../messages/words.ts'
import { type CommandDeps, deliveryContext } from './command.ts'

/** Slack docs: "block_actions". Nothing but ids is read: the click on an ephemeral message may carry that message. */
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
  actions: z.tuple([z.object({ value: z.string().refine(isRequestId) })]),
})

/** Where a click is answered, also one that can't be read. */
const replyable = z.object({ response_url: z.string() })
const UNREADABLE = no('Nothing was changed: ', ['Slack’s message couldn’t be read. Press the button again.'])

export interface ButtonDeps extends CommandDeps {
  readonly notices: SlackNotices
  readonly clicks: Clicks
}

interface ClickArgs {
  readonly body: unknown
  readonly context: unknown
  readonly ack: AckFn<void>
}

/** Where a button was pressed. */
interface Pressed {
  /** The message with the button, unless it is an ephemeral one, which can't be updated. */
  readonly at: Card | undefined
  readonly ephemeral: boolean
  readonly replyTo: Secret
}

/** What a button does, and how the messages around it say so afterwards. */
interface Button<R> {
  /** Whether the requester answers with it, or others decide. */
  readonly kind: 'answer' | 'decide'
  readonly verb: (deps: ButtonDeps, press: Press) => Promise<Answer<R>>
  readonly show: (deps: ButtonDeps, request: R, pressed: Pressed) => Promise<void>
}

/** **I stored it**, on the message with the secret and on the card. */
const confirm: Button<Carded> = { kind: 'answer', verb: confirmKey, show: showCard }
/** **I didn't get it** and **Revoke this key**, on the card. */
const revoke: Button<Carded> = { kind: 'answer', verb: revokeOwnKey, show: showCard }
/** **Keep it** and **Delete this key**, on the card that asks another person. */
const keep: Button<Decided> = { kind: 'decide', verb: keepKey, show: showDecision }
const remove: Button<Decided> = { kind: 'decide', verb: deleteKey, show: showDecision }

type Handler = (deps: ButtonDeps, args: ClickArgs) => Promise<void>
export const BUTTONS: Readonly<Record<keyof typeof ACTIONS, Handler>> = {
  confirm: (deps, args) => handleClick(deps, confirm, args),
  notReceived: (deps, args) => handleClick(deps, revoke, args),
  revoke: (deps, args) => handleClick(deps, revoke, args),
  keep: (deps, args) => handleClick(deps, keep, args),
  delete: (deps, args) => handleClick(deps, remove, args),
}

async function handleClick<R>(
  deps: ButtonDeps,
  button: Button<R>,
  { body, context, ack }: ClickArgs,
): Promise<void> {
  // A late ack only makes Slack show a warning sign: what was pressed is still meant.
  await ack().catch(() => undefined)
  const address = replyable.safeParse(body).data
  const replyTo = address && new Secret(address.response_url)
  const parsed = click.safeParse(body)
  const mark = deliveryContext.safeParse(context)
  const team = parsed.data?.user.team_id ?? parsed.data?.team?.id
  if (!parsed.success || !mark.success || team === undefined || !replyTo) {
    deps.sampled.note('A click was not as Slack documents it', {})
    if (replyTo) await deps.respond(replyTo, UNREADABLE)
    return
  }
  const { user, container, actions } = parsed.data
  const { channel_id: channel, message_ts: ts, is_ephemeral: ephemeral = false } = container
  const at = !ephemeral && channel && ts ? { channel, ts } : undefined
  const press: Press = { request: actions[0].value, user: user.id, team }
  try {
    const screened = await screenPress(deps, press, button.kind)
    if (screened !== 'look') {
      const cause = screened === 'flooding' ? whyTooMany : whyDenied('too_many_refusals', deps.wording)
      await deps.respond(replyTo, no('Nothing was changed: ', cause))
      return
    }
    if ((await deps.clicks.note(mark.data.delivery.digest)) === 'again') {
      deps.refusals.again(press, 'press')
      deps.sampled.note('A click came again; it counts once', { request: press.request, user: press.user })
      return
    }
    const answer = await current(() => button.verb(deps, press))
    if (answer.kind === 'done') await button.show(deps, answer.request, { at, ephemeral, replyTo })
    else await deps.respond(replyTo, no('Nothing was changed: ', whyDenied(answer.cause, deps.wording)))
  } catch (error) {
    logFault(deps.log, 'A click could not be answered', error, { request: press.request })
    await deps.respond(replyTo, wordOf(error, clickFault))
  }
}

/** A press that another one overtook is made again, in the state that the other left behind. */
async function current<T>(attempt: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (tries <= 1 || !(error instanceof NewkeyError) || error.code !== 'overtaken') throw error
    return current(attempt, tries - 1)
  }
}

/** The message with the secret goes; the card, here or beside it, says how the key now stands. */
async function showCard(deps: ButtonDeps, request: Carded, pressed: Pressed): Promise<void> {
  // The payload's own account of where the button was counts only where no record says it, and in the owner's DM.
  const at = request.card ?? (pressed.at?.channel === request.dm ? pressed.at : undefined)
  const [updated] = await Promise.all([
    at ? deps.notices.update(request, at) : false,
    pressed.ephemeral ? deps.respond(pressed.replyTo, 'delete_original') : true,
  ])
  // A card that couldn't be posted with the key is posted now: it is the way to revoke the key later.
  if (request.state === 'confirmed' && !at) return tellRequester(deps, request)
  if (request.state !== 'revoked' && request.state !== 'revoke_pending') return
  if (updated || (await deps.notices.reply(request, pressed.replyTo)))
    await deps.registry.markTold(request, at)
}

/** The card says what was decided, and the requester is told when the key goes. */
async function showDecision(deps: ButtonDeps, request: Decided, { at }: Pressed): Promise<void> {
  const card = request.card ?? at
  if (card) await deps.notices.decided(request, card)
  if (hasEnded(request) && !request.told) await tellRequester(deps, request)
}
