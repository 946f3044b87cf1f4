import type { DenialCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import type { KeyIn } from '../domain/key.ts'
import { isKey, logFieldsOf, type Subject } from '../domain/messages.ts'
import type { Request, RequestIn } from '../domain/request.ts'
import type { Admissible } from '../domain/requests.ts'
import { describeError } from '../errors.ts'
import type { Announcement } from './announce-creation.ts'
import { authorizeRequest } from './authorize-request.ts'
import { compareBeforeLimit, tellGone } from './compare-before-limit.ts'
import { issueKey } from './issue-key.ts'
import type { Services } from './ports.ts'
import { searchOrphans } from './search-orphans.ts'
import { tellAbout } from './tell-about.ts'
import { tellInTurn } from './tell-people.ts'

/** How a command reached newkey. */
export interface Arrival {
  /** Whether Slack got the ack in time; if not, Slack has told the requester that the command failed. */
  readonly acked: boolean
  /** Whether what was typed reads like a sentence, so that the requester is asked before a key is made. */
  readonly isSentence: boolean
  /** Tells the requester that their key is being created, and knows where they are answered. */
  readonly announcement: Announcement
}

/**
 * Takes a received request to its end, or to a question that its requester has to answer: decides about it, issues the key,
 * and tells the requester.
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function fulfilRequest(
  services: Services,
  request: RequestIn<'received'>,
  arrival: Arrival,
): Promise<void> {
  await tell(services, request, arrival.announcement, (gone) =>
    decideAndCount(services, request, arrival, gone),
  )
}

/**
 * Takes a request on to its end whose requester has answered that they mean it.
 * @throws NewkeyError `store_failed`; `overtaken` when it has been answered otherwise meanwhile
 */
export async function resumeRequest(
  services: Services,
  request: RequestIn<'asked'>,
  announcement: Announcement,
): Promise<void> {
  await tell(services, request, announcement, (gone) =>
    decideAndIssue(services, request, false, announcement, gone),
  )
}

/**
 * Does the work on a request, and tells the requester how it ended.
 * @param work takes a list for the requester's keys that turn out to have been deleted elsewhere
 */
async function tell(
  services: Services,
  request: Request,
  announcement: Announcement,
  work: (gone: KeyIn<'revoked'>[]) => Promise<Subject>,
): Promise<void> {
  let ended: Subject | undefined
  const gone: KeyIn<'revoked'>[] = []
  try {
    ended = await work(gone)
    logEnd(services, ended)
    const replyTo = await announcement.end()
    // A reviewer has already kept the key. Its owner has a card of it, and hears where they typed why there is no secret.
    if (ended.state === 'active') {
      if (replyTo) await services.slack.notices.reply(ended, replyTo)
      return
    }
    await tellAbout(services, ended, replyTo)
  } finally {
    services.store.requests.release(request.id)
    if (ended && isKey(ended)) services.store.keys.release(ended.sid)
  }
  await tellGone(services, gone)
  if (ended.state === 'unknown') await searchNow(services, request)
}

/** Decides about a request that has just arrived. A refusal is counted as soon as it is known. */
async function decideAndCount(
  services: Services,
  request: RequestIn<'received'>,
  { acked, isSentence, announcement }: Arrival,
  gone: KeyIn<'revoked'>[],
): Promise<Subject> {
  let refused: DenialCause | undefined
  try {
    if (!acked)
      return await services.store.requests.advance(request, 'failed', { cause: 'ack_lost' }, actorOf(request))
    const ended = await decideAndIssue(services, request, isSentence, announcement, gone)
    if (ended.state === 'denied') refused = ended.cause
    return ended
  } finally {
    services.policy.refusals.end(request, refused)
  }
}

async function decideAndIssue(
  services: Services,
  request: Admissible,
  isSentence: boolean,
  announcement: Announcement,
  gone: KeyIn<'revoked'>[],
): Promise<Subject> {
  const decided = await authorizeRequest(services, request)
  if (decided.kind === 'ended') return decided.request
  gone.push(...(await compareBeforeLimit(services, request)))
  return issueKey(services, request, decided.grant, { isSentence }, announcement)
}

function logEnd(services: Services, ended: Subject): void {
  const fields = {
    ...logFieldsOf(ended),
    ...('cause' in ended && ended.cause !== undefined && { cause: ended.cause }),
  }
  services.log.info(
    ended.state === 'asked' ? 'The requester is asked whether to create the key' : 'A request has ended',
    fields,
  )
}

/** Searches at once for the key of a request that ended as `unknown`. If that fails, the job searches again. */
async function searchNow(services: Services, request: Request): Promise<void> {
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
