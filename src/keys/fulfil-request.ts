import type { DenialCause } from '../domain/causes.ts'
import type { RequestIn } from '../domain/request.ts'
import { describeError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { authorizeRequest } from './authorize-request.ts'
import { issueKey } from './issue-key.ts'
import type { Services } from './ports.ts'
import { searchOrphans } from './search-orphans.ts'
import { tellInTurn } from './tell-people.ts'
import { tellRequester } from './tell-requester.ts'

/**
 * Takes a received request to its end: may they, the key, and the word to the requester.
 * @param acked whether Slack got our answer in time; where it didn't, it has told the user that the command failed
 * @param replyTo the command's response_url
 * @throws NewkeyError `store_failed`, `overtaken`
 */
export async function fulfilRequest(
  deps: Omit<Services, 'audit'>,
  request: RequestIn<'received'>,
  { acked, replyTo }: { readonly acked: boolean; readonly replyTo: Secret | undefined },
): Promise<void> {
  try {
    await fulfil(deps, request, acked, replyTo)
  } finally {
    deps.registry.release(request.id)
  }
}

async function fulfil(
  deps: Omit<Services, 'audit'>,
  request: RequestIn<'received'>,
  acked: boolean,
  replyTo: Secret | undefined,
): Promise<void> {
  const ended = await decideAndIssue(deps, request, acked)
  const cause = 'cause' in ended ? { cause: ended.cause } : {}
  deps.log.info('A request has ended', { request: ended.id, state: ended.state, user: ended.user, ...cause })
  // Somebody has said that the key stays; what its requester was told before holds.
  if (ended.state === 'kept') return
  await tellRequester(deps, ended, replyTo)
  if (ended.state !== 'unknown') return
  try {
    for (const held of await searchOrphans(deps)) await tellInTurn(deps, held)
  } catch (error) {
    deps.log.error('The search for a key failed; newkey will search again', {
      request: ended.id,
      ...describeError(error),
    })
  }
}

/** May they, and the key. Whether the request was refused is counted as soon as that is known. */
async function decideAndIssue(
  deps: Omit<Services, 'audit'>,
  request: RequestIn<'received'>,
  acked: boolean,
): Promise<Awaited<ReturnType<typeof issueKey>>> {
  const by = { user: request.user, team: request.team }
  let cause: DenialCause | undefined
  try {
    if (!acked) return await deps.registry.advance(request, 'failed', { cause: 'ack_lost' }, by)
    const decidedAt = deps.monotonic()
    const decided = await authorizeRequest(deps, request)
    const ended = decided.state === 'authorized' ? await issueKey(deps, decided, decidedAt) : decided
    if (ended.state === 'denied') cause = ended.cause
    return ended
  } finally {
    deps.refusals.end(request, cause)
  }
}
