import type { Deps } from './deps.ts'
import type { Creation } from './issuer.ts'
import type { Key } from './key.ts'
import { doubtAbout } from './prove-key.ts'
import type { RequestIn } from './request.ts'

type JudgeDeps = Pick<Deps, 'registry' | 'now' | 'steady' | 'monotonic'>

/**
 * A yes counts only for a key that was made while this request was under way and that no other record has. What is odd
 * leaves the outcome unknown: nothing is deleted and nothing shown, and a search and a person find out.
 * @param sentAt when the POST began, on the clock that never goes back
 */
export async function judgeCreation(
  deps: JudgeDeps,
  intent: RequestIn<'intent'>,
  creation: Creation,
  sentAt: number,
): Promise<Creation> {
  if (creation.kind !== 'created') return creation
  const { key, answeredAt, diagnosis } = creation
  const tookMs = deps.monotonic() - sentAt
  const detail =
    doubtAbout(key, { answeredAt, now: deps.now(), steady: deps.steady(), tookMs }) ??
    (await doubtOfRecords(deps, intent, key))
  return detail === undefined
    ? creation
    : { kind: 'unknown', why: 'twilio_other_key', diagnosis: { ...diagnosis, detail } }
}

/** Where the records can't be read, nobody can say that the key is in none of them. */
async function doubtOfRecords(
  deps: JudgeDeps,
  intent: RequestIn<'intent'>,
  key: Key,
): Promise<string | undefined> {
  try {
    return (await deps.registry.isTaken(key.sid, intent))
      ? 'another record has the key that Twilio named'
      : undefined
  } catch {
    return 'the records could not be searched for the key that Twilio named'
  }
}
