import type { DenialCause, RevokeCause } from '../../src/domain/causes.ts'
import { type AuditLine, followAudit } from '../audit-lines.ts'
import type { Sandbox } from '../sandbox.ts'
import { CHANNELS, isIn } from '../slack/channels.ts'
import { OLGA, WANDA } from '../slack/grid.ts'
import { ADA, ALAN, BOB, dmOf, EVE, GRACE, GROUP, GUEST } from '../slack/people.ts'
import { SLACK_TROUBLE_NAMES, SLACK_TROUBLES, TWILIO_TROUBLE_NAMES, TWILIO_TROUBLES } from '../troubles.ts'
import { EVENTS, pathEvent, STEPS } from './events.ts'
import { pathsOf } from './path.ts'
import { requestRow } from './requests.ts'
import { trafficOf } from './traffic.ts'
import type { KeyView, PersonView, PlaceView, RequestView, Tried, View } from './view.ts'

/** Whom one can be, and what they are to newkey apart from the group. Wanda and Olga are there on a Grid alone. */
const PEOPLE: ReadonlyMap<string, string> = new Map([
  [ADA, ''],
  [BOB, ''],
  [EVE, ''],
  [GUEST, 'guest'],
  [GRACE, 'lead'],
  [ALAN, 'lead'],
  [WANDA, ''],
  [OLGA, 'other workspace'],
])
/** The newest of each that are shown. */
const MOST = 100

/** What the page’s server remembers of one run of the sandbox. */
export interface Story {
  readonly run: string
  /** What somebody did, between the requests. */
  readonly actions: ActionNote[]
  /** Whether somebody has looked at a secret. */
  seen: boolean
}

/** What somebody did. */
export type ActionNote = Omit<Extract<RequestView, { kind: 'action' }>, 'kind'>

export const isPerson = (user: string): boolean => PEOPLE.has(user)

/** How somebody is called. */
export function nameIn({ slack }: Sandbox, user: string): string {
  const name = slack.people.get(user)?.name ?? user
  return user === GUEST ? 'Guest' : name[0]?.toUpperCase() + name.slice(1)
}

/** Collects what a person sees on a page that was loaded after message number `since`. */
export function createLook(sandbox: Sandbox, story: Story): (me: string, since: number) => View {
  const audit = followAudit(sandbox.bot.lines)
  const carriers = followCarriers(sandbox)
  return (me, since) => {
    const { slack, bot } = sandbox
    const records = audit()
    const nameOf = (user: string): string => (slack.people.has(user) ? nameIn(sandbox, user) : user)
    const present = [...PEOPLE.keys()].filter((user) => slack.people.has(user))
    const people = present.map((user) => personOf(sandbox, user))
    const leads = people.filter(({ is, inGroup }) => is === 'lead' && inGroup).map(({ name }) => name)
    return {
      run: story.run,
      grid: sandbox.grid,
      me,
      people,
      places: placesOf(sandbox, me),
      messages: slack.screen(me, since),
      modal: slack.views.top(me),
      home: slack.views.home(me),
      homeTab: sandbox.app.homeTab,
      commands: sandbox.app.commands,
      names: namesIn(sandbox),
      bot: bot.state(),
      trouble: sandbox.trouble(),
      troubles: {
        twilio: TWILIO_TROUBLE_NAMES.map((name) => ({ name, ...TWILIO_TROUBLES[name] })),
        slack: SLACK_TROUBLE_NAMES.map((name) => ({ name, ...SLACK_TROUBLES[name] })),
      },
      tried: triedOf(records, story.seen),
      steps: STEPS.map(({ name }) => name),
      paths: pathsOf(records, { nameOf, leads, bot: bot.state() }).slice(0, MOST),
      carried: carriers(),
      requests: requestsOf(sandbox, story.actions),
      records: records.slice(-MOST).map(({ seq, at, event, actor, name, sid, reason, outcome, hash }) => ({
        seq,
        event,
        name,
        sid,
        reason,
        outcome,
        hash,
        at: Date.parse(at),
        who: nameOf(actor.user),
      })),
      keys: keysOf(sandbox, records, nameOf),
    }
  }
}

/** The causes for which something went wrong that the page offers to try, whatever the event. */
const TROUBLED = [
  'delivery_failed',
  'membership_lost',
  'interrupted',
  'slack_unavailable',
] as const satisfies readonly (DenialCause | RevokeCause)[]
/** The causes that refuse somebody because of who they are. A name that can't be had, or a limit, refuses anybody. */
const OUTSIDERS = [
  'not_in_group',
  'guest',
  'deactivated',
  'bot',
  'other_workspace',
] as const satisfies readonly DenialCause[]

function triedOf(records: readonly AuditLine[], seen: boolean): Tried {
  const happened = records.map(({ event, outcome }) => ({ event: pathEvent(event), outcome }))
  return {
    asked: happened.some(({ event }) => event === 'delivered'),
    seen,
    refused: happened.some(
      ({ event, outcome }) => event === 'denied' && OUTSIDERS.some((cause) => cause === outcome),
    ),
    trouble: happened.some(
      ({ event, outcome }) =>
        (event !== undefined && EVENTS[event].trouble === true) ||
        TROUBLED.some((cause) => cause === outcome),
    ),
  }
}

function namesIn(sandbox: Sandbox): View['names'] {
  const { slack } = sandbox
  return {
    users: Object.fromEntries([...slack.people.keys()].map((user) => [user, nameIn(sandbox, user)])),
    groups: Object.fromEntries([...slack.groups.values()].map(({ id, handle }) => [id, handle])),
    channels: Object.fromEntries([...CHANNELS.values()].map(({ id, name }) => [id, name])),
  }
}

function personOf(sandbox: Sandbox, user: string): PersonView {
  const inGroup = sandbox.slack.groups.get(GROUP)?.users.has(user) ?? false
  const unread = [...sandbox.slack.unread(user).values()].reduce((sum, count) => sum + count, 0)
  return { id: user, name: nameIn(sandbox, user), is: PEOPLE.get(user) ?? '', inGroup, unread }
}

function placesOf({ slack }: Sandbox, me: string): PlaceView[] {
  const unread = slack.unread(me)
  const channels = [...CHANNELS.values()]
    .filter((channel) => isIn(me, channel))
    .map(
      ({ id, name, topic }): PlaceView => ({ id, name, topic, kind: 'channel', unread: unread.get(id) ?? 0 }),
    )
  const id = dmOf(me)
  const topic = 'Your direct messages with newkey'
  return [...channels, { id, name: 'newkey', topic, kind: 'dm', unread: unread.get(id) ?? 0 }]
}

const secretsOf = ({ twilio }: Sandbox): string[] =>
  [...twilio.keys.values(), ...twilio.deleted.values()].map(({ secret }) => secret)

function requestsOf(sandbox: Sandbox, actions: readonly ActionNote[]): RequestView[] {
  const secrets = secretsOf(sandbox)
  const hide = (text: string): string =>
    secrets.reduce(
      (hidden, secret) => hidden.replaceAll(secret, `${secret.slice(0, 4)}${'•'.repeat(12)}`),
      text,
    )
  const rows = sandbox.recorder.requests.slice(-MOST).map((sent) => requestRow(sent, secrets, hide))
  // What was done before the oldest request that is shown led to others.
  const since = actions.findLastIndex(({ at }) => at <= (rows[0]?.at ?? 0))
  const done = actions.slice(Math.max(since, 0)).map((action) => ({ kind: 'action', ...action }) as const)
  return trafficOf(done, rows)
}

/** Counts the requests that carried a secret: each call looks at those that came since the last. */
function followCarriers(sandbox: Sandbox): () => number {
  let [looked, carried] = [0, 0]
  return () => {
    const secrets = secretsOf(sandbox)
    const fresh = sandbox.recorder.requests.slice(looked)
    carried += fresh.filter(({ request }) => secrets.some((secret) => request.body.includes(secret))).length
    looked += fresh.length
    return carried
  }
}

function keysOf(
  { twilio }: Sandbox,
  records: readonly AuditLine[],
  nameOf: (user: string) => string,
): KeyView[] {
  const owners = new Map(
    records
      .filter(({ event }) => pathEvent(event) === 'delivered')
      .map(({ sid, actor }) => [sid, nameOf(actor.user)]),
  )
  const all = [...twilio.keys.values(), ...twilio.deleted.values()]
  return all
    .sort((one, other) => one.dateCreated - other.dateCreated)
    .map(({ sid, friendlyName }): KeyView => {
      const owner = owners.get(sid)
      const holder =
        owner === undefined ? 'Nobody was shown its secret' : `Only ${owner} was shown its secret`
      return { sid, name: friendlyName, deleted: !twilio.keys.has(sid), holder }
    })
}
