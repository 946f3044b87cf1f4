import type { Creation, TwilioKey } from '../domain/issuer.ts'
import { doubtAbout, type Moment } from '../domain/prove-key.ts'
import type { RequestIn } from '../domain/request.ts'
import { isSameSid } from '../ids.ts'
import type { Services } from './ports.ts'

/**
 * Checks a success that Twilio reports. It counts only if the key was created while the HTTP request was under way and no
 * other record has it. Anything odd turns the result into `unknown`: nothing is deleted, no secret is shown, and a search
 * and a reviewer decide later.
 * @param sentAt when the POST began (ms, on the clock that never goes back)
 * @returns `creation` itself, or `unknown` with the doubt as its `detail`
 */
export async function judgeCreation(
  services: Services,
  intent: RequestIn<'intent'>,
  creation: Creation,
  sentAt: number,
): Promise<Creation> {
  if (creation.kind !== 'created') return creation
  const { key, answeredAt, diagnosis } = creation
  const tookMs = services.clock.monotonic() - sentAt
  const moment = { answeredAt, now: services.clock.now(), steady: services.clock.steady(), tookMs }
  const detail =
    doubtAbout(key, moment) ??
    (await doubtOfRecords(services, intent, key)) ??
    (key.name === intent.name ? undefined : await doubtOfNames(services, intent, key, moment))
  return detail === undefined
    ? creation
    : { kind: 'unknown', cause: 'twilio_other_key', diagnosis: { ...diagnosis, detail } }
}

/** If the records can't be read, another of them may have the key. */
async function doubtOfRecords(
  services: Services,
  intent: RequestIn<'intent'>,
  key: TwilioKey,
): Promise<string | undefined> {
  try {
    return (await services.store.keys.isTaken(key.sid, intent))
      ? 'another record has the key that Twilio named'
      : undefined
  } catch {
    return 'the records could not be searched for the key that Twilio named'
  }
}

/**
 * A different name alone proves nothing, since Twilio may spell a name differently. But if there is another key, created
 * at that time, with exactly the requested name, then that one is the request's and the answer named somebody else's.
 */
async function doubtOfNames(
  services: Services,
  intent: RequestIn<'intent'>,
  key: TwilioKey,
  moment: Moment,
): Promise<string | undefined> {
  const listing = await services.twilio.list()
  if (listing.kind === 'failed')
    return 'Twilio named a key with another name than was asked for, and didn’t list its keys'
  const rivals = listing.keys.filter(
    (other) =>
      other.name === intent.name && !isSameSid(other.sid, key.sid) && doubtAbout(other, moment) === undefined,
  )
  for (const { sid } of rivals)
    if (!(await services.store.keys.isTaken(sid, intent).catch(() => false)))
      return 'Twilio also has a key with exactly the name that was asked for'
  return undefined
}
