import type { KeyIn } from '../domain/key.ts'
import type { Admissible } from '../domain/requests.ts'
import { describeError } from '../errors.ts'
import { compareWithTwilio } from './compare-with-twilio.ts'
import type { Services } from './ports.ts'
import { tellInTurn } from './tell-people.ts'

/** How long a requester waits for the comparison (ms). Their request is newkey's for 30 s in all. */
const MOST_MS = 8_000

/**
 * Looks whether keys of a requester who has as many as they may are gone at Twilio, before they are refused another one.
 * If Twilio can't say in time, the refusal stands. It doesn't throw.
 * @returns the keys that turned out to be gone: their owner is still to be told
 */
export async function compareBeforeLimit(
  services: Services,
  request: Admissible,
): Promise<ReadonlyArray<KeyIn<'revoked'>>> {
  const { store, policy, clock, log } = services
  const began = clock.monotonic()
  try {
    if ((await store.keys.countLive(request)) < policy.limits.liveKeys) return []
    const isOver = (): boolean => clock.monotonic() - began > MOST_MS
    const compared = compareWithTwilio(services, { owner: request, isOver })
    return (await Promise.race([compared, clock.pause(MOST_MS)])) ?? []
  } catch (error) {
    log.error('A requester’s keys could not be compared with Twilio’s', {
      request: request.id,
      ...describeError(error),
    })
    return []
  }
}

/** Tells the owner of keys that are gone. What can't be said now is said later. It doesn't throw. */
export async function tellGone(services: Services, gone: ReadonlyArray<KeyIn<'revoked'>>): Promise<void> {
  for (const key of gone) {
    const owed = await services.store.messages.owed(key).catch(() => [])
    for (const message of owed) await tellInTurn(services, message)
  }
}
