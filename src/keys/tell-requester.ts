import type { Secret } from '../secret.ts'
import type { Deps } from './deps.ts'
import type { Ended } from './request.ts'
import { pauseAfter } from './revoke-key.ts'

/**
 * Tells the requester how the request ended: where the command was typed while Slack takes answers there, and in
 * their DM for a key that was delivered or when nothing else worked. What couldn't be told is told later.
 * @throws NewkeyError `store_failed`
 */
export async function tellRequester(
  deps: Pick<Deps, 'registry' | 'notices' | 'log' | 'now'>,
  request: Ended,
  replyTo?: Secret,
): Promise<void> {
  const delivered = request.state === 'delivered'
  const [replied, card] = await Promise.all([
    replyTo ? deps.notices.reply(request, replyTo) : false,
    delivered ? deps.notices.post(request) : undefined,
  ])
  const posted = card ?? (delivered || replied ? undefined : await deps.notices.post(request))
  if (posted || (replied && !delivered))
    return deps.registry.markTold(request, delivered ? posted : undefined)
  deps.log.error('The requester could not be told; it will be tried again', {
    request: request.id,
    state: request.state,
    user: request.user,
  })
  return deps.registry.postpone(request, deps.now() + pauseAfter(request.attempts))
}
