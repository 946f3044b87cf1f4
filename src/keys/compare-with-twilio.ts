import { newkeyFor } from '../domain/event.ts'
import type { TwilioKey } from '../domain/issuer.ts'
import type { ComparedKey, KeyIn } from '../domain/key.ts'
import { isSameLocation } from '../domain/location.ts'
import { describeError, NewkeyError } from '../errors.ts'
import type { TeamId, UserId } from '../ids.ts'
import type { Services } from './ports.ts'
import { sideBySide } from './side-by-side.ts'

/**
 * If Twilio lists none of the keys in newkey's records, it may be the wrong address, region or proxy that answers. Then
 * newkey believes it only if it has no more keys than this.
 */
export const MOST_ALL_GONE = 10
/** How many keys are asked for at a time. */
const MOST_FETCHES = 5

/** Whose keys are compared, and how long it may go on. Everybody's, and to the end, if nothing is said. */
export interface Scope {
  readonly owner?: { readonly team: TeamId; readonly user: UserId }
  /** Whether the time is up. From then on nothing is recorded. */
  readonly isOver?: () => boolean
}

/**
 * Compares the records with what Twilio has, at the location where newkey makes keys. A key is gone if a complete list lacks
 * it and Twilio also says of that very key that it doesn't exist (docs/decisions/0023-keys-deleted-elsewhere.md). It is
 * recorded as revoked (`deleted_elsewhere`), and its owner is owed the news. Nothing is deleted. Safe to repeat.
 * @returns the keys that turned out to be gone
 * @throws NewkeyError `store_failed` when the records can't be read
 */
export async function compareWithTwilio(
  services: Services,
  { owner, isOver = () => false }: Scope = {},
): Promise<ReadonlyArray<KeyIn<'revoked'>>> {
  const { store, twilio, log } = services
  // The records come first: a key that is made after this moment isn't missing from a list that began before it.
  const known = (await store.keys.comparable()).filter((key) => isSameLocation(key, twilio.location))
  const ended = await store.keys.deletedElsewhere()
  if (known.length === 0 && ended.length === 0) return []
  const listing = await twilio.list()
  if (listing.kind === 'failed') {
    log.warn('Twilio didn’t list its keys, so newkey can’t compare its records with them', listing.diagnosis)
    return []
  }
  const isListed = listedIn(listing.keys)
  for (const { sid, request } of ended.filter(isListed))
    log.error(
      'Twilio has a key that newkey recorded as deleted at Twilio. newkey no longer looks after it: if nobody needs it, delete it in the Twilio Console',
      { sid, request },
    )
  const missing = known.filter((key) => !isListed(key) && isOf(key, owner))
  if (missing.length === 0) return []
  if (known.length > MOST_ALL_GONE && !known.some(isListed)) {
    log.error(
      'Twilio lists none of the keys in newkey’s records, so newkey doesn’t believe the list. Check TWILIO_API_URL, TWILIO_REGION and any proxy. If the keys really are deleted, make a new one with newkey: then it believes the list',
      { times: known.length },
    )
    return []
  }
  const gone: KeyIn<'revoked'>[] = []
  await sideBySide(missing, MOST_FETCHES, async (key) => {
    const revoked = await recordIfGone(services, key, isOver)
    if (revoked) gone.push(revoked)
  })
  return gone
}

/** Asks Twilio for a key that its list lacks, and records it as deleted elsewhere if it is gone. It doesn't throw. */
async function recordIfGone(
  { store, twilio, log }: Services,
  key: ComparedKey,
  isOver: () => boolean,
): Promise<KeyIn<'revoked'> | undefined> {
  const fields = { request: key.request, sid: key.sid }
  if (isOver()) return undefined
  const { kind, diagnosis } = await twilio.fetch(key.sid, key)
  if (isOver()) return undefined
  if (kind !== 'gone') {
    log.warn('Twilio doesn’t list a key, but doesn’t say that it is gone; newkey will look again', {
      ...fields,
      ...diagnosis,
    })
    return undefined
  }
  try {
    const revoked = await store.keys.advance(key, 'revoked', { cause: 'deleted_elsewhere' }, newkeyFor(key))
    log.warn('Somebody deleted a key at Twilio without newkey', { ...fields, cause: revoked.cause })
    return revoked
  } catch (error) {
    // Something else has happened to the key meanwhile. The next comparison looks at it as it is then.
    if (error instanceof NewkeyError && error.code === 'overtaken') return undefined
    log.error('A key that is gone at Twilio could not be recorded; newkey will look again', {
      ...fields,
      ...describeError(error),
    })
    return undefined
  } finally {
    store.keys.release(key.sid)
  }
}

/** Whether a list has a key. The hexadecimal digits of a sid mean the same in either case. */
function listedIn(keys: readonly TwilioKey[]): (key: { readonly sid: string }) => boolean {
  const sids = new Set(keys.map(({ sid }) => sid.toLowerCase()))
  return ({ sid }) => sids.has(sid.toLowerCase())
}

const isOf = (key: ComparedKey, owner: Scope['owner']): boolean =>
  owner === undefined || (key.owner === owner.user && key.team === owner.team)
