import type { Creation, TwilioKey } from '../domain/issuer.ts'
import { doubtAbout, type Moment } from '../domain/prove-key.ts'
import type { RequestIn } from '../domain/request.ts'
import { isSameSid } from '../ids.ts'
import type { Services } from './ports.ts'

type JudgeServices = Pick<Services, 'store' | 'twilio' | 'clock'>

/**
 * A yes counts only for a key that was made while this request was under way and that no other record has. What is odd
 * leaves the outcome unknown: nothing is deleted and nothing shown, and a search and a person find out.
 * @param sentAt when the POST began, on the clock that never goes back
 */
export async function judgeCreation(
  services: JudgeServices,
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

/** Where the records can't be read, nobody can say that the key is in none of them. */
async function doubtOfRecords(
  services: JudgeServices,
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
 * Another name is no proof against a key, since Twilio may spell it differently. But where there is a key of the very
 * name that was asked for, made just then, that one is the request's, and the answer named somebody else's.
 */
async function doubtOfNames(
  services: JudgeServices,
  intent: RequestIn<'intent'>,
  key: TwilioKey,
  moment: Moment,
): Promise<string | undefined> {
  const listing = await services.twilio.list()
  if (listing.kind === 'failed')
    return 'Twilio named another key than was asked for, and doesn’t list its keys'
  const rivals = listing.keys.filter(
    (other) =>
      other.name === intent.name && !isSameSid(other.sid, key.sid) && doubtAbout(other, moment) === undefined,
  )
  for (const { sid } of rivals)
    if (!(await services.store.keys.isTaken(sid, intent).catch(() => false)))
      return 'Twilio has a key of the name that was asked for beside the one that it named'
  return undefined
}
