import type { FailureCause } from '../domain/causes.ts'
import { actorOf } from '../domain/event.ts'
import type { Creation } from '../domain/issuer.ts'
import type { KeyIn } from '../domain/key.ts'
import type { Subject } from '../domain/messages.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Admissible } from '../domain/requests.ts'
import { NewkeyError } from '../errors.ts'
import type { Announcement } from './announce-creation.ts'
import type { Grant } from './authorize-request.ts'
import { judgeCreation } from './judge-creation.ts'
import { persist } from './persist.ts'
import type { Services } from './ports.ts'
import { isStillMember, recheckGrant } from './recheck-grant.ts'
import { recordCreated } from './record-created.ts'
import { revokeUnasked } from './revoke-key.ts'

/**
 * How long may pass between the last check of the requester and the POST to Twilio (ms). After that the check is too old,
 * and recovery may already have ended the request.
 */
export const INTENT_MS = 5_000

/**
 * Creates the key and delivers its secret: intent, one POST to Twilio, created, one post to Slack, delivered. Each step is
 * durable before the next begins. If anything goes wrong after the POST, the key is revoked or reported to a person.
 * @param typed.isSentence whether what was typed reads like a sentence, so that the requester is asked first
 * @param announcement tells the requester that the key is being created, if that takes long
 * @returns the request that ended or waits for an answer, or the key that it issued
 * @throws NewkeyError `store_failed` when the end couldn't be recorded; no secret has been shown then
 */
export async function issueKey(
  services: Services,
  request: Admissible,
  grant: Grant,
  { isSentence }: { readonly isSentence: boolean },
  announcement: Announcement,
): Promise<Subject> {
  const { store, twilio, slack, policy, clock } = services
  const by = actorOf(request)
  const began = clock.monotonic()
  const checked = await recheckGrant(services, request, grant)
  if (checked.kind === 'refused') {
    const retryAt = checked.waitMs === undefined ? undefined : clock.now() + checked.waitMs
    return store.requests.advance(request, 'denied', { cause: checked.cause, retryAt }, by)
  }
  const authorized = { group: checked.group, dm: grant.dm }
  const { limits, isStopping } = policy
  const intent = await store.requests.admit(request, authorized, { limits, isSentence, isStopping })
  if (intent.state !== 'intent') return intent
  if (clock.monotonic() - began > INTENT_MS || !checked.holds())
    return store.requests.advance(intent, 'failed', { cause: 'intent_stale' }, by)

  const refusal = slack.directory.deliveryRefusal()
  if (refusal) {
    const cause = refusal.cause === 'permanent' ? 'slack_setup' : 'intent_stale'
    return store.requests.advance(intent, 'failed', { cause }, by)
  }

  announcement.begin(intent)
  const sentAt = clock.monotonic()
  const creation = await judgeCreation(services, intent, await twilio.create(intent.name), sentAt)
  logCreation(services, intent, creation)
  if (creation.kind === 'refused')
    return store.requests.advance(intent, 'failed', { cause: creation.cause }, by)
  if (creation.kind === 'unknown')
    return store.requests.advance(intent, 'unknown', { cause: creation.cause }, by)

  const recordingSince = clock.monotonic()
  const created = await recordCreated(services, intent, creation.key)
  if (created.kind === 'ended') return created.subject
  const { key } = created
  if (!creation.secret) return revokeUnasked(services, key, 'no_secret')
  if (!(await isStillMember(services, intent, checked.holds, began)))
    return revokeUnasked(services, key, 'membership_lost')

  const delivered = await slack.delivery.deliver(key, creation.secret)
  if (delivered.kind === 'shown') return recordDelivered(services, key, recordingSince)
  services.log.error('Slack did not accept the message with the secret; the key is being revoked', {
    request: key.request,
    sid: key.sid,
    method: 'chat.postEphemeral',
    fault: delivered.fault,
  })
  return revokeUnasked(services, key, 'delivery_failed')
}

/** What the operator does about a refusal that trying again doesn't mend. */
const FIXES: Partial<Record<FailureCause, string>> = {
  twilio_credential:
    '. Check TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET, and the region that they belong to; then restart newkey',
  twilio_permission:
    '. Give newkey the auth token, or an API key of the type Main, since others can’t make keys; then restart newkey',
  twilio_account:
    '. Check TWILIO_ACCOUNT_SID and TWILIO_REGION, and in the Twilio Console that the account is active',
  twilio_full: '. The account holds as many API keys as it can; delete some in the Twilio Console',
  twilio_refused: '. Look up the code in Twilio’s Error and Warning Dictionary',
}

function logCreation(services: Services, intent: RequestIn<'intent'>, creation: Creation): void {
  const fields = { request: intent.id, ...creation.diagnosis }
  if (creation.kind === 'created')
    services.log.info('Twilio created the key', { ...fields, sid: creation.key.sid })
  else if (creation.kind === 'refused')
    services.log.error(`Twilio refused the key${FIXES[creation.cause] ?? ''}`, {
      ...fields,
      cause: creation.cause,
    })
  else services.log.error('Twilio may have created a key', { ...fields, cause: creation.cause })
}

/** Records that the secret has been shown. If that fails until the lease ends, the key is revoked. */
async function recordDelivered(
  services: Services,
  created: KeyIn<'created'>,
  since: number,
): Promise<Subject> {
  const by = actorOf({ user: created.owner, team: created.team })
  try {
    return await persist(services, since, () => services.store.keys.advance(created, 'delivered', {}, by))
  } catch (error) {
    if (!(error instanceof NewkeyError) || error.code !== 'store_failed') throw error
    services.log.error('The delivery could not be recorded; the key is being revoked', {
      request: created.request,
      sid: created.sid,
    })
    return revokeUnasked(services, created, 'record_failed')
  }
}
