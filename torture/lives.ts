import type { KeyRow, RecordRow, RequestRow, Rows } from './evidence.ts'
import { questions } from './questions.ts'

/*
 * What may follow what, written down from the design a second time, so that a mistake in newkey's own tables shows.
 * Nothing here is imported from src.
 */

type Life = Readonly<Record<string, readonly string[]>>

/** A request ends with its key issued, or with why not. An answer that comes late can still issue an unknown one. */
const REQUEST_LIFE: Life = {
  '': ['received'],
  received: ['asked', 'authorized', 'denied', 'failed'],
  asked: ['authorized', 'denied', 'failed', 'withdrawn', 'expired'],
  authorized: ['intent', 'denied', 'failed'],
  intent: ['issued', 'unknown', 'failed'],
  unknown: ['issued'],
  issued: [],
  denied: [],
  failed: [],
  withdrawn: [],
  expired: [],
}
/** A key is made by a request, or found by a search and then held. */
const KEY_LIFE: Life = {
  '': ['created', 'held'],
  created: ['delivered', 'revoking', 'held', 'revoked'],
  delivered: ['active', 'revoking', 'held', 'revoked'],
  active: ['revoking', 'held', 'revoked'],
  held: ['active', 'revoking', 'revoked'],
  revoking: ['revoked', 'held'],
  revoked: [],
}

/** Which state an event brings a request into, and a key. */
const REQUEST_EVENTS: Readonly<Record<string, string>> = {
  received: 'received',
  asked: 'asked',
  authorized: 'authorized',
  intent: 'intent',
  created: 'issued',
  denied: 'denied',
  failed: 'failed',
  withdrawn: 'withdrawn',
  expired: 'expired',
  unknown: 'unknown',
}
const KEY_EVENTS: Readonly<Record<string, string>> = {
  created: 'created',
  delivered: 'delivered',
  confirmed: 'active',
  kept: 'active',
  held: 'held',
  revoking: 'revoking',
  revoked: 'revoked',
}
/** What is recorded beside the transitions. */
const OTHER_EVENTS = ['button_refused', 'untold', 'adopted']
/** Each of these becomes of a key that was in this very state. */
const ONLY_FROM: Readonly<Record<string, string>> = { confirmed: 'delivered', kept: 'held' }
/** The events that say `ok`; the others say why. */
const SAY_OK = [
  'received',
  'authorized',
  'intent',
  'created',
  'delivered',
  'confirmed',
  'adopted',
  'withdrawn',
  'expired',
]

/** Where the audit log doesn't tell of one life per request and per key, or the rows say otherwise. */
export function lives(rows: Rows, isClockSteady?: (name: string) => boolean): string[] {
  const { requests, keys, records } = rows
  const ofRequest = Map.groupBy(
    records.filter(({ event, request }) => request !== null && event in REQUEST_EVENTS),
    ({ request }) => request ?? '',
  )
  const ofKey = Map.groupBy(
    records.filter(({ event, sid }) => sid !== null && event in KEY_EVENTS),
    ({ sid }) => sid ?? '',
  )
  return [
    ...contract(rows),
    ...questions(rows, isClockSteady),
    ...[...ofRequest.values()].flatMap((trail) => late(trail, records)),
    ...requests.flatMap((one) => lifeOfRequest(one, ofRequest.get(one.id) ?? [])),
    ...keys.flatMap((one) => lifeOfKey(one, ofKey.get(one.sid) ?? [])),
    ...[...ofRequest.keys()]
      .filter((id) => !requests.some((one) => one.id === id))
      .map((id) => `${id} is in the log and has no row`),
    ...[...ofKey.keys()]
      .filter((sid) => !keys.some((one) => one.sid === sid))
      .map((sid) => `${sid} is in the log and has no row`),
  ]
}

/** What the log promises of single records. */
function contract({ records }: Rows): string[] {
  const known = [...Object.keys(REQUEST_EVENTS), ...Object.keys(KEY_EVENTS), ...OTHER_EVENTS]
  const bySeq = new Map(records.map((one) => [one.seq, one]))
  return records.flatMap((one) => {
    const { seq, event, outcome, request, sid } = one
    const next = bySeq.get(seq + 1)
    const together = next?.request === request && ['intent', 'denied'].includes(next.event)
    return [
      ...(known.includes(event) ? [] : [`record ${seq} is an event that nobody knows: ${event}`]),
      ...(SAY_OK.includes(event) === (outcome === 'ok') ? [] : [`record ${seq}, ${event}, says ${outcome}`]),
      // They are one commit, so nothing comes between them.
      ...(event === 'authorized' && !together ? [`record ${seq}: ${request} is authorized alone`] : []),
      ...(event in KEY_EVENTS && sid === null ? [`record ${seq}, ${event}, names no key`] : []),
      ...(event in REQUEST_EVENTS && event !== 'created' && sid !== null
        ? [`record ${seq}, ${event}, names a key`]
        : []),
    ]
  })
}

function lifeOfRequest({ id, state, version, user }: RequestRow, trail: readonly RecordRow[]): string[] {
  const steps = trail.map(({ event }) => REQUEST_EVENTS[event] ?? '')
  return [
    ...walk(id, REQUEST_LIFE, steps),
    ...agrees(id, { state, version }, steps),
    ...trail
      .filter(
        ({ event, actor_user }) => !['failed', 'unknown', 'expired'].includes(event) && actor_user !== user,
      )
      .map(({ event, actor_user }) => `${id} is ${event} by ${actor_user}`),
  ]
}

/** Whoever has been told that nobody knows of a key isn't shown its secret later: the key goes, or a person decides. */
function late(trail: readonly RecordRow[], records: readonly RecordRow[]): string[] {
  const at = trail.findIndex(({ event }) => event === 'unknown')
  const created = trail.slice(at + 1).find(({ event }) => event === 'created')
  if (at < 0 || !created) return []
  return records
    .filter(({ sid, event }) => sid === created.sid && event === 'delivered')
    .map(({ sid, request }) => `${sid} was shown although ${request} was unknown`)
}

function lifeOfKey(key: KeyRow, trail: readonly RecordRow[]): string[] {
  const { sid, state, version, request, owner, found } = key
  const isFound = trail[0]?.event === 'held'
  // A key that was found is already somewhere in its life when it turns out whose it is.
  const moves = trail.filter(({ event }) => !(isFound && event === 'created'))
  const steps = moves.map(({ event }) => KEY_EVENTS[event] ?? '')
  const creations = trail.filter(({ event }) => event === 'created').length
  return [
    ...walk(sid, KEY_LIFE, steps),
    ...agrees(sid, { state, version }, steps),
    ...(isFound === (found === 1) ? [] : [`${sid} is ${found === 1 ? '' : 'not '}found, says its row alone`]),
    ...(creations === 1 || (isFound && creations === 0) ? [] : [`${sid} was created ${creations} times`]),
    ...trail.filter((one) => one.request !== request).map((one) => `${sid} is also of ${one.request}`),
    ...moves.flatMap((one, at) => {
      const from = ONLY_FROM[one.event]
      return from === undefined || steps[at - 1] === from
        ? []
        : [`${sid} is ${one.event} and was not ${from}`]
    }),
    ...trail
      .filter((one) => !mayBeBy(one, owner))
      .map((one) => `${sid} is ${one.event} by ${one.actor_user}`),
    ...moves
      .filter(({ event, outcome }, at) => event === 'revoked' && !mayEnd(outcome, moves[at - 1]))
      .map(({ outcome }) => `${sid} is revoked for another cause than it was revoking: ${outcome}`),
  ]
}

/** Only a key that was deleted elsewhere ends without having been revoking, and no other does. */
function mayEnd(outcome: string, before: RecordRow | undefined): boolean {
  return outcome === 'deleted_elsewhere'
    ? before?.event !== 'revoking'
    : before?.event === 'revoking' && before.outcome === outcome
}

/** Who may have done it: the owner, another person, or newkey itself. */
function mayBeBy({ event, outcome, actor_user }: RecordRow, owner: string): boolean {
  const isOwner = actor_user === owner
  const isNewkey = actor_user === 'newkey'
  if (event === 'revoking' && outcome === 'decided') return !isOwner && !isNewkey
  if (event === 'revoking')
    return ['not_received', 'revoked_by_requester'].includes(outcome) ? isOwner : isNewkey
  if (event === 'kept') return !isOwner && !isNewkey
  return event === 'held' || event === 'revoked' ? isNewkey : isOwner
}

/** Where a life goes from one state to one that may not follow. */
function walk(what: string, life: Life, steps: readonly string[]): string[] {
  return steps.flatMap((to, at) => {
    const from = at === 0 ? '' : (steps[at - 1] ?? '')
    return life[from]?.includes(to) ? [] : [`${what} goes from ${from || 'nothing'} to ${to}`]
  })
}

/** Where a row isn't at the end of what the log says of it. Its version counts the transitions. */
function agrees(
  what: string,
  row: { readonly state: string; readonly version: number },
  steps: readonly string[],
): string[] {
  const last = steps.at(-1) ?? 'nowhere'
  return [
    ...(last === row.state ? [] : [`${what} is ${row.state}, and ${last} in the log`]),
    ...(steps.length === row.version
      ? []
      : [`${what} has version ${row.version} after ${steps.length} records`]),
  ]
}
