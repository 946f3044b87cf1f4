import { NewkeyError } from '../../../src/errors.ts'
import type { Grant } from '../../../src/keys/authorize-request.ts'
import { issueKey } from '../../../src/keys/issue-key.ts'
import { DM, GROUP } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, type Parts, SILENCE } from './fake-services.ts'

export const GRANTED: Grant = { group: GROUP, dm: DM, decidedAt: 0, holds: () => true }

/** Issues a key where the world is as `parts` say. @returns the state it ends in, and what was done and asked */
export async function issued(parts: Parts = {}, grant = GRANTED) {
  const { services, deeds, asked } = fakeServices(parts)
  const ended = await issueKey(services, requestIn('received'), grant, { isSentence: false }, SILENCE)
  return { state: ended.state, deeds, asked }
}
/** The same where it fails. @returns the code of the fault, or the class of any other */
export async function broken(parts: Parts) {
  const { services, deeds } = fakeServices(parts)
  const error: unknown = await issueKey(
    services,
    requestIn('received'),
    GRANTED,
    { isSentence: false },
    SILENCE,
  ).catch((thrown) => thrown)
  if (!(error instanceof Error)) throw new Error('it was issued')
  return { fault: error instanceof NewkeyError ? error.code : error.name, deeds }
}
