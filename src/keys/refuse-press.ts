import type { ButtonRefusal } from '../domain/causes.ts'
import type { Instant } from '../domain/clock.ts'
import type { Key } from '../domain/key.ts'
import type { Request } from '../domain/request.ts'
import type { KeySid, RequestId } from '../ids.ts'
import type { Who } from './minutes.ts'
import type { Services } from './ports.ts'

/** A press that newkey did nothing about. */
export interface Refused {
  readonly kind: 'refused'
  readonly cause: ButtonRefusal
  /** When Slack will answer again, if it has said so. */
  readonly retryAt?: Instant
}

/**
 * Records a refused press, or only counts it if the person has been refused too often.
 * @param about the key or the request that the button belongs to, if newkey has a record of it
 * @throws NewkeyError `store_failed`
 */
export async function refusePress(
  services: Services,
  { user, team }: Who,
  about: Key | Request | undefined,
  cause: ButtonRefusal,
): Promise<Refused> {
  const { store, twilio, policy, log } = services
  if (!policy.refusals.press({ user, team }, cause)) return { kind: 'refused', cause }
  const { request, sid } = idsOf(about)
  await store.audit.append({
    event: 'button_refused',
    request,
    actor: { user, team },
    account: about?.account ?? twilio.location.account,
    region: about?.region ?? twilio.location.region,
    name: about?.name ?? '',
    sid,
    group: about && 'group' in about ? about.group : null,
    reason: about?.reason ?? '',
    outcome: cause,
    details: {},
  })
  log.warn('A button was refused', {
    ...(request !== null && { request }),
    ...(sid !== null && { sid }),
    user,
    team,
    cause,
  })
  return { kind: 'refused', cause }
}

function idsOf(about: Key | Request | undefined): {
  readonly request: RequestId | null
  readonly sid: KeySid | null
} {
  if (!about) return { request: null, sid: null }
  return 'sid' in about ? { request: about.request, sid: about.sid } : { request: about.id, sid: null }
}
