import type { Ended, RequestIn } from '../domain/request.ts'
import type { Secret } from '../secret.ts'
import type { Services } from './ports.ts'

export type TellDeps = Pick<Services, 'registry' | 'notices' | 'log' | 'now'>

/**
 * Tells the requester how the request ended: where the command was typed while Slack takes answers there, and in
 * their DM for a key that was delivered or when nothing else worked. What couldn't be told is told later.
 * @throws NewkeyError `store_failed`
 */
export async function tellRequester(deps: TellDeps, request: Ended, replyTo?: Secret): Promise<void> {
  if (request.state === 'held') return askAboutKey(deps, request, replyTo)
  const delivered = request.state === 'delivered' || request.state === 'confirmed'
  const [replied, card] = await Promise.all([
    replyTo ? deps.notices.reply(request, replyTo) : false,
    delivered ? deps.notices.post(request) : undefined,
  ])
  const posted = card ?? (delivered || replied ? undefined : await deps.notices.post(request))
  if (posted || (replied && !delivered))
    return deps.registry.markTold(request, delivered ? posted : undefined)
  sayLater(deps, request, 'The requester could not be told; newkey will try again')
}

/**
 * The requester learns that the key can't be used, and another person gets a card to decide about it. Either is done
 * once, however often the other has to be tried.
 */
async function askAboutKey(deps: TellDeps, request: RequestIn<'held'>, replyTo?: Secret): Promise<void> {
  let { told } = request
  if (!told) {
    told =
      (replyTo && (await deps.notices.reply(request, replyTo))) ||
      (await deps.notices.post(request)) !== undefined
    if (told) await deps.registry.markTold(request)
  }
  const asked = request.card ?? (await deps.notices.ask(request))
  if (asked && !request.card) await deps.registry.markAsked(request, asked)
  if (!told || !asked) sayLater(deps, request, 'Nobody could be asked about a key yet; newkey will try again')
}

function sayLater(deps: TellDeps, request: Ended, message: string): void {
  deps.log.error(message, { request: request.id, state: request.state, user: request.user })
}
