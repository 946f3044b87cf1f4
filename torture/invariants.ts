import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { SlackWorkspace } from '../sandbox/slack/workspace.ts'
import type { TwilioAccount } from '../sandbox/twilio/account.ts'
import { verifyChain } from '../src/audit/verify.ts'
import { openAuditReader } from '../src/store/sqlite/audit-reader.ts'

/** What can be seen from outside: the database's file, and what Slack and Twilio had to do with newkey. */
export interface Evidence {
  readonly file: string
  readonly slack: Pick<SlackWorkspace, 'exchanges'>
  readonly twilio: Pick<TwilioAccount, 'exchanges' | 'keys'>
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  cause: z.string().nullable(),
  sid: z.string().nullable(),
  origin: z.string().nullable(),
  told_at: z.number().nullable(),
  card_ts: z.string().nullable(),
})
export type RequestRow = z.output<typeof row>

/** Every request as it stands in the database. */
export function readRequests(file: string): RequestRow[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db
      .prepare('select id, name, state, cause, sid, origin, told_at, card_ts from requests')
      .all()
      .map((one) => row.parse(one))
  } finally {
    db.close()
  }
}

/** How many requests ended how, added up over databases. */
export interface Tally {
  add(file: string): void
  toString(): string
  /** How many ended in this state. */
  of(state: string): number
}

export function createTally(): Tally {
  const states = new Map<string, number>()
  return {
    add: (file) => {
      for (const { state } of readRequests(file)) states.set(state, (states.get(state) ?? 0) + 1)
    },
    of: (state) => states.get(state) ?? 0,
    toString: () =>
      [...states]
        .sort(([, one], [, other]) => other - one)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
  }
}

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
export function always({ file, slack, twilio }: Evidence): string[] {
  const posts = new Map<string, number>()
  for (const { request } of twilio.exchanges) {
    const name = asksFor(request)
    if (typeof name === 'string') posts.set(name, (posts.get(name) ?? 0) + 1)
  }
  const asked = new Set(readRequests(file).map(({ name }) => name))
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
  ]
}

/** A key in one of these states is with its owner, or somebody has said that it stays. */
const WITH_OWNER = ['delivered', 'confirmed', 'kept']
/** Nothing is left to do about a request in one of these states, once its requester has been told. */
const AT_REST = [...WITH_OWNER, 'denied', 'failed', 'unknown', 'held', 'revoked']

/** What holds as well when nothing is under way and everything that was owed could be done. */
export async function settled(evidence: Evidence): Promise<string[]> {
  const rows = readRequests(evidence.file)
  const bySid = new Map(rows.flatMap((one) => (one.sid === null ? [] : [[one.sid, one] as const])))
  const shown = new Set(evidence.slack.exchanges.flatMap(({ request, fate }) => shownSid(request, fate)))
  const reader = await openAuditReader(evidence.file)
  const verdict = await verifyChain(reader.records(), await reader.head())
  await reader.close()
  // Of a held key somebody has to be asked, on a card with a button.
  const told = ({ state, told_at, card_ts }: RequestRow): boolean =>
    state === 'kept' || (told_at !== null && (state !== 'held' || card_ts !== null))
  return [
    ...always(evidence),
    // Every live key is with its owner, or reported to a person with a button to revoke it.
    ...[...evidence.twilio.keys.keys()].flatMap((sid) => {
      const one = bySid.get(sid)
      if (!one) return [`${sid} is live and in no record`]
      if (WITH_OWNER.includes(one.state))
        return shown.has(sid) || one.state === 'kept' ? [] : [`${sid} was never shown`]
      return one.state === 'held' && one.card_ts !== null ? [] : [`${sid} is live and ${one.state}`]
    }),
    // What the records say of a key is so at Twilio: whoever has one can use it, and a revoked one is gone.
    ...rows.flatMap(({ sid, state }) => {
      if (sid === null) return []
      const live = evidence.twilio.keys.has(sid)
      if (WITH_OWNER.includes(state) && !live) return [`${sid} is ${state} and gone`]
      return state === 'revoked' && live ? [`${sid} is revoked and live`] : []
    }),
    // Every request is at rest, and its requester, or whoever decides, has been told.
    ...rows.filter(({ state }) => !AT_REST.includes(state)).map(({ id, state }) => `${id} is still ${state}`),
    ...rows.filter((one) => !told(one)).map(({ id, state }) => `nobody was told of ${id}, ${state}`),
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
