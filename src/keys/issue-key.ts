import type { Creation, Deletion } from '../domain/issuer.ts'
import type { TwilioKey } from '../domain/key.ts'
import { recordableName } from '../domain/name.ts'
import { LEASE_MS } from '../domain/registry.ts'
import type { Ended, Request, RequestIn } from '../domain/request.ts'
import { NewkeyError } from '../errors.ts'
import { judgeCreation } from './judge-creation.ts'
import type { Services } from './ports.ts'
import { isStillMember, recheckRequest } from './recheck-request.ts'
import { heldBy, revokeUnasked, settle } from './revoke-key.ts'

/**
 * How long may pass from the last check of who asks, over the intent, to the POST (ms): later, the check is no longer
 * worth anything, and recovery may already have judged the row.
 */
export const INTENT_MS = 5_000
/** Between two tries to record that the secret was shown (ms). */
const RECORD_AGAIN_MS = 500

type IssueDeps = Pick<
  Services,
  | 'registry'
  | 'issuer'
  | 'delivery'
  | 'limits'
  | 'groupMembers'
  | 'people'
  | 'workspace'
  | 'stopping'
  | 'holdRevocations'
  | 'log'
  | 'now'
  | 'steady'
  | 'monotonic'
  | 'pause'
>

/**
 * Creates the key and shows its secret: intent, one POST, created, one post in Slack, delivered. Each step is
 * durable before the next. Whatever goes wrong after the POST ends with the key deleted, or reported as unknown.
 * @param decidedAt when it was decided who asks (monotonic, ms)
 * @throws NewkeyError `store_failed` when not even that could be recorded; no secret has been shown then
 */
export async function issueKey(
  deps: IssueDeps,
  request: RequestIn<'authorized'>,
  decidedAt?: number,
): Promise<Ended | RequestIn<'kept'>> {
  const by = { user: request.user, team: request.team }
  if (deps.stopping()) return deps.registry.advance(request, 'failed', { cause: 'interrupted' }, by)
  const began = deps.monotonic()
  const checked = await recheckRequest(deps, request, decidedAt)
  if (checked.kind === 'refused')
    return deps.registry.advance(request, 'denied', { cause: checked.cause, retryAt: undefined }, by)
  const intent = await deps.registry.admit(request, deps.limits, deps.stopping)
  if (intent.state !== 'intent') return intent
  if (deps.monotonic() - began > INTENT_MS || !checked.holds())
    return deps.registry.advance(intent, 'failed', { cause: 'intent_stale' }, by)

  const sentAt = deps.monotonic()
  const creation = await judgeCreation(deps, intent, await deps.issuer.create(intent.name), sentAt)
  note(deps, intent, creation)
  if (creation.kind === 'refused')
    return deps.registry.advance(intent, 'failed', { cause: creation.cause }, by)
  if (creation.kind === 'unknown')
    return deps.registry.advance(intent, 'unknown', { cause: creation.cause }, by)

  const recordingSince = deps.monotonic()
  const created = await keepKey(deps, intent, creation.key)
  if (created.state !== 'created') return created
  if (!creation.secret) return revokeUnasked(deps, created, 'no_secret')
  if (!(await isStillMember(deps, intent, checked, sentAt)))
    return revokeUnasked(deps, created, 'membership_lost')

  const delivered = await deps.delivery.deliver(created, creation.secret)
  if (delivered.kind === 'shown') return keepDelivered(deps, created, recordingSince)
  deps.log.error('Slack did not take the secret; the key is being deleted', {
    request: created.id,
    sid: created.sid,
    method: 'chat.postEphemeral',
    fault: delivered.fault,
  })
  return revokeUnasked(deps, created, 'delivery_failed')
}

function note(deps: IssueDeps, intent: RequestIn<'intent'>, creation: Creation): void {
  const fields = { request: intent.id, ...creation.diagnosis }
  if (creation.kind === 'created')
    deps.log.info('Twilio created the key', { ...fields, sid: creation.key.sid })
  else if (creation.kind === 'refused')
    deps.log.error('Twilio refused the key', { ...fields, cause: creation.cause })
  else deps.log.error('Twilio may have created a key', { ...fields, cause: creation.cause })
}

type Kept = RequestIn<'created' | 'unknown' | 'held' | 'kept' | 'revoke_pending' | 'revoked'>

/** Records the key; where that fails, the key goes at once and nothing is shown. */
async function keepKey(deps: IssueDeps, intent: RequestIn<'intent'>, key: TwilioKey): Promise<Kept> {
  const by = { user: intent.user, team: intent.team }
  const made = { sid: key.sid, keyCreatedAt: key.createdAt, name: recordableName(key.name) }
  const since = deps.monotonic()
  try {
    return await deps.registry.advance(intent, 'created', made, by)
  } catch (error) {
    const fields = { request: intent.id, sid: key.sid }
    deps.log.error('The key could not be recorded; nobody is shown its secret', fields)
    // Another request may have got the same key for an answer at the same moment: then nobody knows whose it is.
    if (await deps.registry.isTaken(key.sid, intent).catch(() => false))
      return deps.registry.advance(intent, 'unknown', { cause: 'twilio_other_key' }, by)
    const overtaken = error instanceof NewkeyError && error.code === 'overtaken'
    const decided = overtaken ? await deps.registry.findKey(key.sid) : undefined
    if (decided && hasDecision(decided)) return decided
    const deletion = deps.holdRevocations ? undefined : await deps.issuer.delete(key.sid, intent)
    if (deletion?.kind === 'kept')
      deps.log.error('The key could not be deleted', { ...fields, ...deletion.diagnosis })
    if (!(error instanceof NewkeyError)) throw error
    const kept = await insist(deps, since, () => recordDeletion(deps, intent, made, deletion, error))
    return deletion && kept.state === 'revoke_pending' ? settle(deps, kept, deletion) : kept
  }
}

/** Records what became of a key that couldn't be recorded as created, in the row that now has it. */
async function recordDeletion(
  deps: IssueDeps,
  intent: RequestIn<'intent'>,
  made: Pick<RequestIn<'created'>, 'sid' | 'keyCreatedAt' | 'name'>,
  deletion: Deletion | undefined,
  error: NewkeyError,
): Promise<Exclude<Kept, RequestIn<'created'>>> {
  const by = { user: intent.user, team: intent.team }
  const overtaken = error.code === 'overtaken'
  // A search may have found the key, also while it was being deleted: then its row is the one that asks somebody.
  const found = overtaken ? await deps.registry.findKey(made.sid) : undefined
  if (found && hasDecision(found)) return found
  if (found?.state === 'held')
    return deletion ? deps.registry.advance(found, 'revoke_pending', { cause: 'overtaken' }, by) : found
  // Recovery may have judged the row meanwhile: the answer in hand proves that the key is this request's.
  const current = overtaken ? await deps.registry.find(intent.id) : intent
  if (current?.state !== 'intent' && current?.state !== 'unknown') throw error
  if (!deletion)
    return deps.registry.advance(current, 'held', { ...made, cause: heldBy(deps.holdRevocations) }, by)
  const cause = overtaken ? 'overtaken' : 'record_failed'
  return deps.registry.advance(current, 'revoke_pending', { ...made, cause }, by)
}

/** Whether somebody has said what becomes of the key. */
const hasDecision = (request: Request): request is RequestIn<'kept' | 'revoke_pending' | 'revoked'> =>
  request.state === 'kept' || request.state === 'revoke_pending' || request.state === 'revoked'

/** The secret has been shown: that is recorded before the lease ends, or the key goes. */
async function keepDelivered(deps: IssueDeps, created: RequestIn<'created'>, since: number): Promise<Ended> {
  const by = { user: created.user, team: created.team }
  try {
    return await insist(deps, since, () => deps.registry.advance(created, 'delivered', {}, by))
  } catch (error) {
    if (!(error instanceof NewkeyError) || error.code !== 'store_failed') throw error
    deps.log.error('The delivery could not be recorded; the key is being deleted', {
      request: created.id,
      sid: created.sid,
    })
    return revokeUnasked(deps, created, 'record_failed')
  }
}

/**
 * Tries to record what has already happened until the lease ends: then recovery judges by what is recorded.
 * @param since when the lease began at the latest, on the clock that never goes back
 */
async function insist<T>(deps: IssueDeps, since: number, record: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await record()
    } catch (error) {
      if (!(error instanceof NewkeyError) || error.code !== 'store_failed') throw error
      if (deps.monotonic() - since + RECORD_AGAIN_MS >= LEASE_MS) throw error
      await deps.pause(RECORD_AGAIN_MS)
    }
  }
}
