import type { KeyRow, RecordRow, RequestRow, Rows } from './evidence.ts'

/*
 * Whether a person was asked where they had to be, from the audit log alone. Nothing here is imported from src.
 */

/** Why somebody may be asked whether they mean it. */
const WHY_ASKED = ['name_in_use', 'reads_like_sentence']
/** For so long they may answer (ms). */
const ANSWER_MS = 600_000
/** After these events a person has the key, or will have it. */
const LIVE_AFTER = ['created', 'delivered', 'confirmed', 'kept']

/**
 * Where nobody was asked before a second key of one name, or a question ended in another way than it may.
 * @param isClockSteady whether newkey's clock ran evenly during the life of a request: otherwise the times of records say
 *   nothing about how long somebody waited
 */
export function questions(
  { requests, keys, records }: Rows,
  isClockSteady: (name: string) => boolean = () => true,
): string[] {
  const byId = new Map(requests.map((request) => [request.id, request]))
  const bySid = new Map(keys.map((key) => [key.sid, key]))
  const asked = new Map<string, RecordRow>()
  /** The names that each person has live, by what has them: a key, or a request with a key coming. */
  const live = new Map<string, string>()
  const violations: string[] = []
  for (const record of records) {
    const { event, outcome, at, seq, sid } = record
    const request = byId.get(record.request ?? '')
    if (!request) continue
    const first = asked.get(request.id)
    if (event === 'asked') {
      if (!WHY_ASKED.includes(outcome)) violations.push(`record ${seq}, asked, says ${outcome}`)
      if (outcome === 'name_in_use' && !has(live, request))
        violations.push(`${request.id} was asked about a name that isn't in use`)
      asked.set(request.id, record)
    }
    if (event === 'intent' && !first && has(live, request))
      violations.push(`${request.id} has a name that is in use, and nobody was asked`)
    const waited = first ? Date.parse(at) - Date.parse(first.at) : 0
    if (event === 'expired' && isClockSteady(request.name) && waited < ANSWER_MS)
      violations.push(`${request.id} expired before the time for an answer was over`)
    if (event === 'expired' && record.actor_user !== 'newkey')
      violations.push(`${request.id} expired by ${record.actor_user}`)
    note(live, event, request, bySid.get(sid ?? ''))
  }
  return violations
}

const nameOf = (person: string, name: string): string => `${person} ${name.toLowerCase()}`

const has = (live: ReadonlyMap<string, string>, { user, name }: RequestRow): boolean =>
  [...live.values()].includes(nameOf(user, name))

/** Takes in what an event does to what its person has live. */
function note(live: Map<string, string>, event: string, request: RequestRow, key: KeyRow | undefined): void {
  if (event === 'intent') live.set(request.id, nameOf(request.user, request.name))
  else if (['created', 'failed', 'unknown'].includes(event)) live.delete(request.id)
  if (!key) return
  // A key that was found is in some state already when it turns out whose it is.
  if (LIVE_AFTER.includes(event) && !(event === 'created' && key.found === 1))
    live.set(key.sid, nameOf(key.owner, key.name))
  else if (['held', 'revoking', 'revoked'].includes(event)) live.delete(key.sid)
}
