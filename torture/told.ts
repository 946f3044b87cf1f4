import type { Evidence, KeyRow, MessageRow, RequestRow, Rows } from './evidence.ts'
import { messagesIn, type SeenMessage } from './seen-messages.ts'

/** The messages that are owed in each state, by the design. The other states owe none. */
const OWES: Readonly<Record<string, readonly string[]>> = {
  asked: ['question'],
  denied: ['ending'],
  failed: ['ending'],
  withdrawn: ['ending'],
  expired: ['ending'],
  unknown: ['ending'],
  delivered: ['card'],
  active: ['card'],
  held: ['ending', 'review'],
  revoking: ['ending'],
  revoked: ['ending'],
}

/** What is wrong about who has been told what, at any moment: whoever hasn't been told is owed it. */
export function told(rows: Rows, { slack }: Pick<Evidence, 'slack'>): string[] {
  const seen = index(messagesIn(slack.exchanges))
  const owed = new Set(
    rows.messages.filter(({ due_at }) => due_at !== null).map(({ about, purpose }) => `${about} ${purpose}`),
  )
  const isOwed = (about: string, purpose: string): boolean => owed.has(`${about} ${purpose}`)
  const untold = new Set(
    rows.records
      .filter(({ event }) => event === 'untold')
      .flatMap(({ sid, request }) => sid ?? request ?? []),
  )
  const kept = new Set(rows.records.filter(({ event }) => event === 'kept').map(({ sid }) => sid))
  return [
    ...rows.messages.flatMap((one) => stale(one, rows)),
    ...rows.keys.flatMap((key) =>
      purposesOf(key)
        .filter((purpose) => !isOwed(key.sid, purpose) && !untold.has(key.sid))
        .filter((purpose) => !knowsOfKey(seen, key, purpose, kept.has(key.sid)))
        .map((purpose) => `nobody saw the ${purpose} of ${key.sid}, ${key.state}, and it isn't owed`),
    ),
    ...rows.requests
      .filter(({ id, state }) => state === 'unknown' && !isOwed(id, 'ending') && !untold.has(id))
      .filter(({ id }) => !seen.withWord(id).some(({ text }) => /doesn’t know/.test(text)))
      .map(({ id }) => `nobody was told of ${id}, unknown, and it isn't owed`),
    ...rows.requests
      .filter(({ id, state }) => state === 'asked' && !isOwed(id, 'question') && !untold.has(id))
      .filter(({ id }) => !seen.withButton('create', id).some(({ buttons }) => buttons.has(`cancel ${id}`)))
      .map(({ id }) => `nobody saw the question about ${id}, and it isn't owed`),
    ...refusals(
      rows.requests.filter(({ id }) => !isOwed(id, 'ending') && !untold.has(id)),
      seen,
    ),
  ]
}

/** What is wrong about the messages where everything that was owed could be sent. */
export function allTold(rows: Rows): string[] {
  return rows.messages
    .filter(({ due_at }) => due_at !== null)
    .map(({ about, purpose }) => `the ${purpose} of ${about} is still owed`)
}

/** The buttons that stand under a card and a question, by the state of the key. */
const BUTTONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  card: { delivered: ['confirm', 'not_received', 'revoke'], active: ['revoke'], held: ['revoke'] },
  review: { held: ['delete', 'keep'] },
}

/** What stands in Slack about a key, once everything has been sent, and says what is no longer true of it. */
export function outdated(rows: Rows, { slack }: Pick<Evidence, 'slack'>): string[] {
  const seen = messagesIn(slack.exchanges)
  return rows.messages.flatMap(({ about, purpose, ts, due_at }) => {
    const key = rows.keys.find(({ sid }) => sid === about)
    const last = seen.findLast((one) => one.ts === ts)
    if (!key || !last || due_at !== null) return []
    const shown = [...last.buttons].map((button) => button.split(' ')[0]).sort()
    const right = BUTTONS[purpose]?.[key.state] ?? []
    return shown.join() === [...right].sort().join()
      ? []
      : [`the ${purpose} of ${about}, ${key.state}, has the buttons ${shown.join() || 'none'}`]
  })
}

/** A key that was found tells its requester nothing: their request ended as unknown. */
const purposesOf = ({ state, found, version }: KeyRow): readonly string[] =>
  found === 1 && version === 1 ? ['review'] : (OWES[state] ?? [])

/** A message is owed about the state that its subject is in, and about no other; one that stands may be owed an update. */
function stale({ about, purpose, version, due_at, ts }: MessageRow, rows: Rows): string[] {
  const key = rows.keys.find(({ sid }) => sid === about)
  const subject = key ?? rows.requests.find(({ id }) => id === about)
  if (!subject) return [`a message is about ${about}, which is in no row`]
  if (due_at === null) return []
  const purposes = key ? purposesOf(key) : (OWES[subject.state] ?? [])
  return [
    ...(purposes.includes(purpose) || ts !== null
      ? []
      : [`${about} is ${subject.state} and owes a message: ${purpose}`]),
    ...(version === subject.version ? [] : [`a message is owed about version ${version} of ${about}`]),
  ]
}

interface Seen {
  /** Those with this very text in them. */
  withWord(word: string): readonly SeenMessage[]
  /** Those with this button. */
  withButton(action: string, value: string): readonly SeenMessage[]
  /** How many say this first. */
  saying(text: string): number
}

function index(messages: readonly SeenMessage[]): Seen {
  const [words, buttons] = [new Map<string, SeenMessage[]>(), new Map<string, SeenMessage[]>()]
  const note = (map: Map<string, SeenMessage[]>, key: string, one: SeenMessage): void => {
    const list = map.get(key)
    if (list) list.push(one)
    else map.set(key, [one])
  }
  for (const one of messages) {
    for (const word of one.words) note(words, word, one)
    for (const button of one.buttons) note(buttons, button, one)
  }
  return {
    withWord: (word) => words.get(word) ?? [],
    withButton: (action, value) => buttons.get(`${action} ${value}`) ?? [],
    saying: (text) => messages.filter((one) => one.text === text).length,
  }
}

/** Whether somebody saw what the state of a key owes them. */
function knowsOfKey(seen: Seen, key: KeyRow, purpose: string, wasKept: boolean): boolean {
  const { sid, name, state } = key
  const has = (...actions: string[]): boolean =>
    actions.some((action) => seen.withButton(action, sid).length > 0)
  if (purpose === 'review') return has('keep') && has('delete')
  // The owner of a delivered key can say that they have it, that they don't, or that it has to go, all on one card.
  const whole = ['confirm', 'not_received', 'revoke'].map((action) => `${action} ${sid}`)
  const sawCard = (): boolean =>
    seen.withButton('confirm', sid).some(({ buttons }) => whole.every((one) => buttons.has(one)))
  // The card of a confirmed key goes on offering to revoke it, should its update fail.
  if (purpose === 'card')
    return state === 'delivered' ? sawCard() : has('revoke') || (!wasKept && has('confirm'))
  const about = [...seen.withWord(name), ...seen.withWord(sid)]
  if (state === 'revoked') return about.some(({ text }) => /no longer works/.test(text))
  return about.some(({ text }) => /^Don’t use your/.test(text))
}

/** Refusals name no request, so they are counted. One that couldn't be recorded in time was told in the ack. */
function refusals(requests: readonly RequestRow[], seen: Seen): string[] {
  const refused = requests.filter(
    ({ state, cause }) =>
      ['denied', 'withdrawn', 'expired'].includes(state) || (state === 'failed' && cause !== 'record_failed'),
  ).length
  const heard = seen.saying('No key was created.')
  return heard >= refused ? [] : [`${refused} requests were refused, and ${heard} people heard of it`]
}
