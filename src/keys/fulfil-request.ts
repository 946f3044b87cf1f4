import type { DenialCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { isKey, logFieldsOf, type Subject } from '../domain/messages.ts'
import type { RequestIn } from '../domain/request.ts'
import { describeError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { authorizeRequest } from './authorize-request.ts'
import { compareBeforeLimit, tellGone } from './compare-before-limit.ts'
import { issueKey } from './issue-key.ts'
import type { Services } from './ports.ts'
import { searchOrphans } from './search-orphans.ts'
import { tellAbout } from './tell-about.ts'
import { tellInTurn } from './tell-people.ts'

/**
 * Takes a received request to its end: decides about it, issues the key, and tells the requester.
 * @param acked whether Slack got the ack in time; if not, Slack has told the requester that the command failed
 * @param replyTo the command's response_url, if Slack sent one
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function fulfilRequest(
  services: Services,
  request: RequestIn<'received'>,
  { acked, replyTo }: { readonly acked: boolean; readonly replyTo: Secret | undefined },
): Promise<void> {
  let ended: Subject | undefined
  const gone: KeyIn<'revoked'>[] = []
  try {
    ended = await decideAndIssue(services, request, acked, gone)
    logEnd(services, ended)
    // A reviewer has already kept the key, and its owner has been told.
    if (ended.state === 'active') return
    await tellAbout(services, ended, replyTo)
  } finally {
    services.store.requests.release(request.id)
    if (ended && isKey(ended)) services.store.keys.release(ended.sid)
  }
  await tellGone(services, gone)
  if (ended.state === 'unknown') await searchNow(services, request)
}

/**
 * Decides about the request and issues the key. A refusal is counted as soon as it is known.
 * @param gone takes the keys of the requester that turned out to have been deleted elsewhere
 */
async function decideAndIssue(
  services: Services,
  request: RequestIn<'received'>,
  acked: boolean,
  gone: KeyIn<'revoked'>[],
): Promise<Subject> {
  let refused: DenialCause | undefined
  try {
    if (!acked)
      return await services.store.requests.advance(request, 'failed', { cause: 'ack_lost' }, actorOf(request))
    const decided = await authorizeRequest(services, request)
    if (decided.kind === 'granted') gone.push(...(await compareBeforeLimit(services, request)))
    const ended =
      decided.kind === 'granted' ? await issueKey(services, request, decided.grant) : decided.request
    if (ended.state === 'denied') refused = ended.cause
    return ended
  } finally {
    services.policy.refusals.end(request, refused)
  }
}

function logEnd(services: Services, ended: Subject): void {
  services.log.info('A request has ended', {
    ...logFieldsOf(ended),
    ...('cause' in ended && ended.cause !== undefined && { cause: ended.cause }),
  })
}

/** Searches at once for the key of a request that ended as `unknown`. If that fails, the job searches again. */
async function searchNow(services: Services, request: RequestIn<'received'>): Promise<void> {
  try {
    for (const held of await searchOrphans(services))
      for (const owed of await services.store.messages.owed(held)) await tellInTurn(services, owed)
  } catch (error) {
    services.log.error('The search for a key failed; newkey will search again', {
      request: request.id,
      ...describeError(error),
    })
  }
}
