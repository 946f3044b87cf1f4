import { verifyChain } from '../src/audit/verify.ts'
import { openAuditReader } from '../src/store/sqlite/audit-reader.ts'
import { miscounted } from './counts.ts'
import { type Evidence, type KeyRow, type Rows, readRows } from './evidence.ts'
import { lives } from './lives.ts'
import { allTold, outdated, told } from './told.ts'

/** The name of the key that a POST to Twilio's Keys API asks for. */
export const asksFor = (request: {
  readonly method: string
  readonly path: string
  readonly body: string
}) =>
  request.method === 'POST' && request.path.endsWith('/Keys.json')
    ? new URLSearchParams(request.body).get('FriendlyName')
    : undefined

/** What holds in every history, also while it goes on. Names are taken to be of one request each. */
export function always(evidence: Evidence, rows: Rows = readRows(evidence.file)): string[] {
  const { slack, twilio } = evidence
  const posts = new Map<string, number>()
  for (const { request } of twilio.exchanges) {
    const name = asksFor(request)
    if (typeof name === 'string') posts.set(name, (posts.get(name) ?? 0) + 1)
  }
  const asked = new Set(rows.requests.map(({ name }) => name))
  const live = Map.groupBy(twilio.keys.values(), (key) => key.friendlyName)
  const secrets = twilio.exchanges.flatMap(({ fate }) =>
    fate.kind === 'answer' ? (/"secret":"([^"]+)"/.exec(fate.body)?.[1] ?? []) : [],
  )
  const carriers = new Map<string, number>()
  for (const { request } of slack.exchanges)
    for (const secret of /TWILIO_API_SECRET=(\w+)/.exec(request.body)?.slice(1) ?? [])
      carriers.set(secret, (carriers.get(secret) ?? 0) + 1)
  return [
    // A key is asked for at most once per request: there is no second creation without a decision.
    ...[...posts]
      .filter(([, times]) => times > 1)
      .map(([name, times]) => `${name} was asked for ${times} times`),
    // Nothing is asked for that no record intends.
    ...[...posts.keys()].filter((name) => !asked.has(name)).map((name) => `${name} has no record`),
    // A request has at most one live key.
    ...[...live]
      .filter(([, keys]) => keys.length > 1)
      .map(([name, keys]) => `${name} has ${keys.length} live keys`),
    // A secret leaves in at most one request.
    ...secrets.filter((secret) => (carriers.get(secret) ?? 0) > 1).map(() => 'a secret left more than once'),
    ...belonging(rows),
    ...lives(rows, evidence.isClockSteady),
    ...told(rows, evidence),
  ]
}

/** Whose each key is. */
function belonging({ requests, keys, records }: Rows): string[] {
  const stateOf = new Map(requests.map(({ id, state }) => [id, state]))
  const created = new Set(records.filter(({ event }) => event === 'created').map(({ sid }) => sid))
  // Also of a key that was found before the answer that named it came.
  const issued = Map.groupBy(
    keys.filter(({ sid }) => created.has(sid)),
    ({ request }) => request,
  )
  const sids = Map.groupBy(keys, ({ sid }) => sid.toLowerCase())
  return [
    ...requests
      .filter(({ id, state }) => state === 'issued' && issued.get(id)?.length !== 1)
      .map(({ id }) => `${id} is issued and has ${issued.get(id)?.length ?? 0} keys`),
    ...keys
      .filter(({ sid, found }) => found === 0 && !created.has(sid))
      .map(({ sid }) => `${sid} was made by a request, and nothing says so`),
    ...keys
      .filter(({ sid, request }) => created.has(sid) && stateOf.get(request) !== 'issued')
      .map(({ sid, request }) => `${sid} is of ${request}, which is ${stateOf.get(request) ?? 'nowhere'}`),
    ...keys
      .filter(
        ({ found, request }) => found === 1 && !['unknown', 'issued'].includes(stateOf.get(request) ?? ''),
      )
      .map(({ sid, request }) => `${sid} was found for ${request}, which is ${stateOf.get(request)}`),
    ...[...sids].filter(([, all]) => all.length > 1).map(([sid]) => `${sid} is in more than one row`),
  ]
}

/** A key in one of these states is with its owner, or somebody has said that it stays. */
const WITH_OWNER = ['delivered', 'active']
/** Nothing is left to do about a request, or a key, in one of these states once people have been told. */
const REQUESTS_AT_REST = ['issued', 'denied', 'failed', 'unknown', 'withdrawn', 'expired']
const KEYS_AT_REST = [...WITH_OWNER, 'held', 'revoked']

/** What holds as well when nothing is under way and everything that was owed could be done. */
export async function settled(evidence: Evidence): Promise<string[]> {
  const { file, slack, twilio } = evidence
  const rows = readRows(file)
  const bySid = new Map(rows.keys.map((one) => [one.sid, one]))
  const shown = new Set(slack.exchanges.flatMap(({ request, fate }) => shownSid(request, fate)))
  const kept = new Set(rows.records.filter(({ event }) => event === 'kept').map(({ sid }) => sid))
  const reader = await openAuditReader(file)
  const verdict = await verifyChain(reader.records(), await reader.head())
  await reader.close()
  // Of a held key somebody has to be asked, on a card with a button.
  const isAsked = ({ sid }: KeyRow): boolean =>
    rows.messages.some(
      ({ about, purpose, ts, due_at }) =>
        about === sid && purpose === 'review' && (ts !== null || due_at !== null),
    )
  return [
    ...always(evidence, rows),
    // Every live key is with its owner, or reported to a person with a button to revoke it.
    ...[...twilio.keys.keys()].flatMap((sid) => {
      const one = bySid.get(sid)
      if (!one) return [`${sid} is live and in no record`]
      if (WITH_OWNER.includes(one.state))
        return shown.has(sid) || kept.has(sid) ? [] : [`${sid} was never shown`]
      return one.state === 'held' && isAsked(one) ? [] : [`${sid} is live and ${one.state}`]
    }),
    // What the records say of a key is so at Twilio: whoever has one can use it, and a revoked one is gone.
    ...rows.keys.flatMap(({ sid, state }) => {
      const live = twilio.keys.has(sid)
      if (WITH_OWNER.includes(state) && !live) return [`${sid} is ${state} and gone`]
      return state === 'revoked' && live ? [`${sid} is revoked and live`] : []
    }),
    // Everything is at rest, and whoever had to be told, or asked, has been.
    ...rows.requests
      .filter(({ state }) => !REQUESTS_AT_REST.includes(state))
      .map(({ id, state }) => `${id} is still ${state}`),
    ...rows.keys
      .filter(({ state }) => !KEYS_AT_REST.includes(state))
      .map(({ sid, state }) => `${sid} is still ${state}`),
    ...rows.keys
      .filter((one) => one.state === 'held' && !isAsked(one))
      .map(({ sid }) => `${sid} is held, and nobody is asked about it`),
    ...allTold(rows),
    ...outdated(rows, evidence),
    // The limits count what is there.
    ...(await miscounted(file, rows)),
    // The audit log is whole.
    ...(verdict.kind === 'broken' ? [`audit record ${verdict.seq} is ${verdict.cause}`] : []),
  ]
}

function shownSid(
  request: { readonly path: string; readonly body: string },
  fate: { readonly kind: string; readonly body?: string },
): string[] {
  if (
    !request.path.endsWith('chat.postEphemeral') ||
    fate.kind !== 'answer' ||
    !/"ok":true/.test(fate.body ?? '')
  )
    return []
  return /TWILIO_API_KEY=(SK\w+)/.exec(request.body)?.slice(1) ?? []
}
