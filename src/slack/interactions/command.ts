import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ReplyTo } from '../../domain/notices.ts'
import { readsLikeSentence } from '../../domain/sentence.ts'
import { unreachable } from '../../errors.ts'
import { isChannelId, isTeamId, isUserId, type TeamId, type UserId } from '../../ids.ts'
import { announceCreation } from '../../keys/announce-creation.ts'
import { fulfilRequest } from '../../keys/fulfil-request.ts'
import { receiveRequest } from '../../keys/receive-request.ts'
import { refuseLongCommand } from '../../keys/refuse-long-command.ts'
import { logFault } from '../../log-fault.ts'
import { Secret } from '../../secret.ts'
import { modeOf } from '../api/response-url.ts'
import { refusalMessage } from '../messages/answer.ts'
import { notACommand, whyTooLong, whyTooMany } from '../messages/command-words.ts'
import { whyDenied } from '../messages/denied.ts'
import { clickFault, commandFault, whyNotRecorded } from '../messages/fault.ts'
import { help } from '../messages/help.ts'
import type { Message } from '../messages/message.ts'
import { type CommandText, readCommand } from './command-text.ts'
import type { Incoming, Listener, ListenerServices } from './listener.ts'
import { payloadContext } from './payload-context.ts'
import { revokeMessage } from './revoke-command.ts'

/**
 * Slack docs: "Slash commands". A field that occurs twice is a list, and is refused here. `team_id` is the workspace where the
 * command was typed, on an Enterprise Grid too; `enterprise_id` decides nothing.
 */
const slashCommand = z.object({
  user_id: z.string().refine(isUserId),
  team_id: z.string().refine(isTeamId),
  text: z.string().default(''),
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  /** Also a name for a DM, which Slack gives an id like any other channel. */
  channel_id: z.string().refine(isChannelId).optional().catch(undefined),
})

interface ParsedCommand {
  readonly user: UserId
  readonly team: TeamId
  readonly typed: CommandText
  readonly trigger: string
  readonly payloadDigest: string
  readonly replyTo: ReplyTo | undefined
}

/** `/newkey …`: records the request, acks, and then fulfils it. */
export const command: Listener = {
  on: 'command',
  id: '/newkey',
  handle: async (services, incoming) => {
    const reply = (message: Message): Promise<void> =>
      incoming.ack({ response_type: 'ephemeral', text: message.text, blocks: message.blocks })
    const parsed = parse(incoming)
    if (!parsed) {
      services.samples.warn('A command was not as Slack documents it', {})
      return reply(
        refusalMessage('No key was created: ', ['Slack’s message couldn’t be read. Type the command again.']),
      )
    }
    const { typed } = parsed
    if (typed.kind === 'revoke') return askToRevoke(services, incoming, parsed, typed.what)
    if (typed.kind !== 'issue') return reply(answerAtOnce(services, parsed, typed))
    await issue(services, incoming, parsed, typed, reply)
  },
}

function parse({ body, context }: Incoming): ParsedCommand | undefined {
  const parsed = slashCommand.safeParse(body).data
  const sent = payloadContext.safeParse(context).data
  if (!parsed || !sent) return undefined
  return {
    user: parsed.user_id,
    team: parsed.team_id,
    typed: readCommand(parsed.text),
    trigger: createHash('sha256').update(parsed.trigger_id).digest('hex'),
    payloadDigest: sent.payloadDigest,
    replyTo:
      parsed.response_url === undefined
        ? undefined
        : { url: new Secret(parsed.response_url), channel: parsed.channel_id, replaces: false },
  }
}

/** The answer to a command that makes no request: nothing is recorded, and no key is made. */
function answerAtOnce(
  services: ListenerServices,
  command: ParsedCommand,
  typed: Exclude<CommandText, { readonly kind: 'issue' | 'revoke' }>,
): Message {
  switch (typed.kind) {
    case 'help':
      return help(services.wording)
    case 'reserved':
      return notACommand(typed.word, typed.instead)
    case 'too_long':
      return refuseLongCommand(services, command) === 'refused'
        ? refusalMessage('No key was created: ', whyTooLong)
        : turnedAway(services)
    default:
      return unreachable(typed)
  }
}

const turnedAway = ({ wording }: ListenerServices): Message =>
  refusalMessage('No key was created: ', whyDenied('too_many_refusals', wording))

async function issue(
  services: ListenerServices,
  { ack }: Incoming,
  { user, team, trigger, payloadDigest, replyTo }: ParsedCommand,
  { name, reason, quoted }: Extract<CommandText, { readonly kind: 'issue' }>,
  reply: (message: Message) => Promise<void>,
): Promise<void> {
  const fingerprints = { trigger, payload: payloadDigest }
  const receipt = await receiveRequest(services, { user, team, name, reason, fingerprints })
  if (receipt.kind === 'duplicate') return ack()
  if (receipt.kind === 'turned_away')
    return reply(receipt.flooding ? refusalMessage('No key was created: ', whyTooMany) : turnedAway(services))
  if (receipt.kind === 'not_recorded') {
    await reply(
      refusalMessage('No key was created: ', whyNotRecorded(receipt.lasts, services.wording)),
    ).catch(ignoreLost)
    return receipt.closed
  }
  const acked = await ack().then(() => true, ignoreLost)
  // A name in quotation marks is meant as a name.
  const isSentence = !quoted && readsLikeSentence(name, reason)
  const announcement = announceCreation(services, replyTo)
  try {
    await fulfilRequest(services, receipt.request, { acked, isSentence, announcement })
  } catch (error) {
    logFault(services.log, 'A request could not be finished', error, { request: receipt.request.id })
    const to = await announcement.end()
    if (to) await services.respond(to.url, commandFault(error, services.wording), modeOf(to))
  }
}

/** `/newkey revoke …`: asks, where the command was typed, whether to revoke the key. Without a response_url, the ack asks. */
async function askToRevoke(
  services: ListenerServices,
  { ack }: Incoming,
  { user, team, replyTo }: ParsedCommand,
  what: string,
): Promise<void> {
  const acked = replyTo && (await ack().then(() => true, ignoreLost))
  const message = await revokeMessage(services, { user, team }, what).catch((error: unknown) => {
    logFault(services.log, 'A command could not be answered', error, { user })
    return clickFault(error, services.wording)
  })
  if (!replyTo) return ack({ response_type: 'ephemeral', text: message.text, blocks: message.blocks })
  if (acked) await services.respond(replyTo.url, message)
}

/** A lost ack isn't a fault here: the caller decides what follows from it. */
const ignoreLost = (): false => false
