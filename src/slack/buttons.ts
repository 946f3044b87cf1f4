import type { AckFn } from '@slack/bolt'
import { z } from 'zod'
import type { Answer, Press } from '../keys/authorize-answer.ts'
import { confirmKey } from '../keys/confirm-key.ts'
import { isChannelId, isRequestId, isTeamId, isUserId } from '../keys/request.ts'
import { revokeOwnKey } from '../keys/revoke-own-key.ts'
import { Secret } from '../secret.ts'
import type { Carded } from './blocks/card.ts'
import { no } from './blocks/ending.ts'
import type { CommandDeps } from './command.ts'
import { clickFault, logFault } from './fault.ts'
import type { SlackNotices } from './notices.ts'
import { whyDenied } from './words.ts'

/** Slack docs: "block_actions". Nothing but ids is read: the click on an ephemeral message may carry that message. */
const click = z.object({
  user: z.object({ id: z.string().refine(isUserId), team_id: z.string().refine(isTeamId).optional() }),
  team: z.object({ id: z.string().refine(isTeamId) }).nullish(),
  container: z.object({
    is_ephemeral: z.boolean().optional(),
    channel_id: z.string().refine(isChannelId).optional(),
    message_ts: z.string().optional(),
  }),
  actions: z.tuple([z.object({ value: z.string().refine(isRequestId) })], z.unknown()),
})

/** Where a click is answered, also one that can't be read. */
const replyable = z.object({ response_url: z.string() })
const UNREADABLE = no('Nothing was changed: ', ['Slack’s message couldn’t be read. Press the button again.'])

export interface ButtonDeps extends CommandDeps {
  readonly notices: SlackNotices
}

type Verb = (deps: ButtonDeps, press: Press) => Promise<Answer<Carded>>

/** **I stored it**, on the message with the secret and on the card. */
export const handleConfirm = (deps: ButtonDeps, args: ClickArgs): Promise<void> =>
  handleClick(deps, confirmKey, args)
/** **I didn't get it** and **Revoke this key**, on the card. */
export const handleRevoke = (deps: ButtonDeps, args: ClickArgs): Promise<void> =>
  handleClick(deps, revokeOwnKey, args)

interface ClickArgs {
  readonly body: unknown
  readonly ack: AckFn<void>
}

async function handleClick(deps: ButtonDeps, verb: Verb, { body, ack }: ClickArgs): Promise<void> {
  // A late ack only makes Slack show a warning sign: what was pressed is still meant.
  await ack().catch(() => undefined)
  const address = replyable.safeParse(body).data
  const replyTo = address && new Secret(address.response_url)
  const parsed = click.safeParse(body)
  const team = parsed.data?.user.team_id ?? parsed.data?.team?.id
  if (!parsed.success || team === undefined || !replyTo) {
    deps.log.error('A click was not as Slack documents it')
    if (replyTo) await deps.respond(replyTo, UNREADABLE)
    return
  }
  const { user, container, actions } = parsed.data
  const press: Press = { request: actions[0].value, user: user.id, team }
  try {
    const answer = await verb(deps, press)
    if (answer.kind === 'done') await show(deps, answer.request, container, replyTo)
    else await deps.respond(replyTo, no('Nothing was changed: ', whyDenied(answer.why, deps.wording)))
  } catch (error) {
    logFault(deps.log, 'A click could not be answered', error, { request: press.request })
    await deps.respond(replyTo, clickFault)
  }
}

/** The message with the secret goes; the card, here or beside it, says how the key now stands. */
async function show(
  deps: Pick<ButtonDeps, 'registry' | 'notices' | 'respond'>,
  request: Carded,
  { is_ephemeral, channel_id, message_ts }: z.infer<typeof click>['container'],
  replyTo: Secret,
): Promise<void> {
  const pressed =
    !is_ephemeral && channel_id && message_ts ? { channel: channel_id, ts: message_ts } : undefined
  const at = pressed ?? request.card
  const [updated] = await Promise.all([
    at ? deps.notices.update(request, at) : false,
    is_ephemeral ? deps.respond(replyTo, 'delete_original') : true,
  ])
  if (request.state !== 'revoked' && request.state !== 'revoke_pending') return
  if (updated || (await deps.notices.reply(request, replyTo))) await deps.registry.markTold(request, at)
}
