import { createHash } from 'node:crypto'
import type { AckFn } from '@slack/bolt'
import { z } from 'zod'
import { isTeamId, isUserId } from '../../ids.ts'
import { fulfilRequest } from '../../keys/fulfil-request.ts'
import type { Services } from '../../keys/ports.ts'
import { receiveRequest } from '../../keys/receive-request.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import type { Respond } from '../api/response-url.ts'
import { notACommand, whyTooLong, whyTooMany } from '../messages/command-words.ts'
import { no } from '../messages/ending.ts'
import { commandFault, STOPPED, wordOf } from '../messages/fault.ts'
import { help } from '../messages/help.ts'
import { type Wording, whyDenied } from '../messages/words.ts'
import type { Refusals as Sampled } from '../receive/log-sampler.ts'
import { readCommand } from './command-text.ts'

/** Slack docs: "Slash commands". A field that comes twice is a list, and is refused here. */
const slashCommand = z.object({
  user_id: z.string().refine(isUserId),
  team_id: z.string().refine(isTeamId),
  text: z.string().default(''),
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
})
/** What the receiver says of every delivery. */
export const deliveryContext = z.object({ delivery: z.object({ digest: z.string().length(64) }) })

export interface CommandDeps extends Services {
  readonly respond: Respond
  readonly wording: Wording
  /** Logs by sample what anybody can send as often as they like. */
  readonly sampled: Sampled
}

/** `/newkey …`: keeps the request, acks, and takes it to its end. */
export async function handleCommand(
  deps: CommandDeps,
  { body, context, ack }: { readonly body: unknown; readonly context: unknown; readonly ack: AckFn<object> },
): Promise<void> {
  const say = (message: object) => ack({ response_type: 'ephemeral', ...message })
  const parsed = slashCommand.safeParse(body)
  const mark = deliveryContext.safeParse(context)
  if (!parsed.success || !mark.success) {
    deps.sampled.note('A command was not as Slack documents it', {})
    return say(no('No key was made: ', ['Slack’s message couldn’t be read. Type the command again.']))
  }
  const { user_id: user, team_id: team, text, trigger_id, response_url } = parsed.data
  const typed = readCommand(text)
  if (typed.kind === 'help') return say(help(deps.wording))
  if (typed.kind === 'reserved') return say(notACommand(typed.word))
  const turnedAway = (): Promise<void> =>
    say(no('No key was made: ', whyDenied('too_many_refusals', deps.wording)))
  if (typed.kind === 'too_long') {
    if (!deps.refusals.press({ user, team }, 'reason_too_long')) return turnedAway()
    deps.log.warn('A command was longer than newkey reads', { user, team })
    return say(no('No key was made: ', whyTooLong))
  }

  const trigger = createHash('sha256').update(trigger_id).digest('hex')
  const fingerprints = { trigger, delivery: mark.data.delivery.digest }
  const receipt = await receiveRequest(deps, {
    user,
    team,
    name: typed.name,
    reason: typed.reason,
    fingerprints,
  })
  if (receipt.kind === 'duplicate') return ack()
  if (receipt.kind === 'turned_away')
    return receipt.flooding ? say(no('No key was made: ', whyTooMany)) : turnedAway()
  if (receipt.kind === 'not_kept') {
    const cause = receipt.stopped ? STOPPED : 'newkey couldn’t write its records. Try again in a minute.'
    await say(no('No key was made: ', [cause])).catch(ignoreLost)
    return receipt.settled
  }
  const replyTo = response_url === undefined ? undefined : new Secret(response_url)
  const acked = await ack().then(() => true, ignoreLost)
  try {
    await fulfilRequest(deps, receipt.request, { acked, replyTo })
  } catch (error) {
    logFault(deps.log, 'A request could not be finished', error, { request: receipt.request.id })
    if (replyTo) await deps.respond(replyTo, wordOf(error, commandFault))
  }
}

/** A lost ack isn't a fault here: what follows from it is decided by the caller. */
const ignoreLost = (): false => false
