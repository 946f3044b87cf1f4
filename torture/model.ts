import type { SlackWorkspace } from '../sandbox/slack/workspace.ts'
import { createTwilio, type TwilioAccount } from '../sandbox/twilio/account.ts'
import type { SecretDelivery } from '../src/domain/delivery.ts'
import type { Directory } from '../src/domain/directory.ts'
import type { Creation, Deletion, Listing, TwilioKey } from '../src/domain/issuer.ts'
import { NO_ANSWER } from '../src/domain/no-answer.ts'
import type { Notices } from '../src/domain/notices.ts'
import {
  type ChannelId,
  isAccountSid,
  isChannelId,
  isGroupId,
  isKeySid,
  isRequestId,
  isTeamId,
  isUserId,
} from '../src/ids.ts'
import { createRefusals } from '../src/keys/refusals.ts'
import { Secret } from '../src/secret.ts'
import type { ListenerServices } from '../src/slack/interactions/listener.ts'
import { answer } from '../src/slack/messages/answer.ts'
import { card } from '../src/slack/messages/card.ts'
import type { Message } from '../src/slack/messages/message.ts'
import { passedOnCard, reviewCard } from '../src/slack/messages/review-card.ts'
import { createLogSampler } from '../src/slack/receive/log-sampler.ts'
import { createStore } from '../src/store/store.ts'
import type { OwnDatabase } from '../src/store/witness.ts'
import { addForeign, type Foreign } from './foreign.ts'

function checked<T extends string>(is: (value: string) => value is T, value: string): T {
  if (is(value)) return value
  throw new Error(`not right: ${value}`)
}

export const TEAM = checked(isTeamId, 'T0NEWKEY01')
const GROUP = checked(isGroupId, 'S0PLATFORM')
const ACCOUNT = checked(isAccountSid, `AC${'e'.repeat(32)}`)
const TOKEN = 'the token of the torture'
export const PEOPLE = ['U0ADA00001', 'U0BOB00001', 'U0CAROL001'].map((id) => checked(isUserId, id))
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * How one answer of a vendor turns out: as asked, asked in vain, carried out with the answer lost, refused, or odd: a yes
 * that names another key, a list that lacks a key which is there.
 */
export type Turn = 'well' | 'in vain' | 'lost' | 'refused' | 'odd'

/** The world around the verbs, without HTTP: what the vendors did is where the invariants look for it. */
export interface Model {
  readonly slack: Pick<SlackWorkspace, 'exchanges'>
  readonly twilio: TwilioAccount
  readonly members: Set<string>
  readonly foreign: Foreign
  /** The keys that somebody deleted at Twilio without newkey. */
  readonly deletedElsewhere: Set<string>
  /** Time as Twilio has it, and how far the clock of newkey's machine is ahead (ms). */
  time: number
  ahead: number
  /** Whether the operator lets newkey delete nothing unasked (`HOLD_REVOCATIONS`). */
  holds: boolean
  /** What comes before every answer of a vendor, and how it turns out. */
  before: (label: string) => Promise<Turn>
  /** The verbs' world as a process of its own has it. */
  process(owner: string): ListenerServices
  /** Puts another database in the place of the first. */
  open(database: OwnDatabase): void
}

export function createModel(database: OwnDatabase): Model {
  let db = database
  const exchanges: SlackWorkspace['exchanges'] = []
  let [ids, odd] = [0, 0]
  const lied = new Set<string>()
  const twilio = createTwilio({ now: () => model.time, account: ACCOUNT, authToken: TOKEN, mostKeys: 1e9 })
  const call = (method: string, path: string, body = ''): { status: number; json: unknown } => {
    const authorization = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`
    const fate = twilio.handle({
      method,
      path: `/2010-04-01/Accounts/${ACCOUNT}/${path}`,
      headers: { authorization },
      body,
    })
    if (fate.kind !== 'answer') throw new Error('the fake is well')
    return { status: fate.status, json: fate.body === '' ? undefined : JSON.parse(fate.body) }
  }
  const keyOf = (sid: string): TwilioKey => {
    const key = twilio.keys.get(sid)
    return {
      sid: checked(isKeySid, sid),
      name: key?.friendlyName ?? '',
      createdAt: key?.dateCreated,
      updatedAt: key?.dateUpdated,
    }
  }
  const dmOf = (user: string): ChannelId => checked(isChannelId, `D${user.slice(1)}`)

  async function create(name: string): Promise<Creation> {
    const turn = await model.before(`create ${name}`)
    if (turn === 'refused') return { kind: 'refused', cause: 'twilio_busy', diagnosis: {} }
    const known = new Set(twilio.keys.keys())
    if (turn !== 'in vain') call('POST', 'Keys.json', new URLSearchParams({ FriendlyName: name }).toString())
    if (turn !== 'well' && turn !== 'odd') return { kind: 'unknown', cause: 'twilio_silent', diagnosis: {} }
    const made = [...twilio.keys.values()].find(({ sid }) => !known.has(sid))
    if (!made) throw new Error('the fake makes keys')
    if (turn === 'odd') {
      // Somebody else's key, or one that another request has just been given.
      const other = [...known].at(odd++ % 2 === 0 ? 0 : -1) ?? ''
      return {
        kind: 'created',
        key: keyOf(other),
        secret: new Secret(made.secret),
        answeredAt: model.time,
        diagnosis: {},
      }
    }
    return {
      kind: 'created',
      key: keyOf(made.sid),
      secret: new Secret(made.secret),
      answeredAt: model.time,
      diagnosis: {},
    }
  }
  async function remove(sid: string): Promise<Deletion> {
    const turn = await model.before(`delete ${sid}`)
    if (turn === 'well' || turn === 'lost') call('DELETE', `Keys/${sid}.json`)
    // One list may lack a key that is there. Two that do, a minute apart, are all that anybody can ask for.
    if (turn === 'odd' && twilio.keys.has(sid) && !lied.has(sid)) {
      lied.add(sid)
      return { kind: 'absent', at: model.time, diagnosis: {} }
    }
    return turn === 'well'
      ? { kind: 'gone', diagnosis: {} }
      : { kind: 'remains', cause: 'unreachable', diagnosis: {} }
  }
  async function list(): Promise<Listing> {
    const turn = await model.before('list')
    if (turn !== 'well' && turn !== 'odd') return { kind: 'failed', diagnosis: {} }
    const keys = [...twilio.keys.keys()].map(keyOf)
    // An odd one lacks the newest key.
    return { kind: 'listed', keys: turn === 'odd' ? keys.slice(0, -1) : keys, ahead: -model.ahead }
  }
  /** Slack did what was asked. It goes wrong less often than the rest, or few histories would get as far as a key. */
  const said = async (label: string): Promise<boolean> => (await model.before(label)) !== 'refused'

  const now = (): number => model.time + model.ahead
  const monotonic = (): number => model.time
  const clock = {
    now,
    steady: monotonic,
    monotonic,
    // What is tried again until a lease ends is tried at once, and time passes; nothing else waits here.
    pause: async (ms: number) => {
      if (ms !== 500) return new Promise<void>(() => undefined)
      model.time += ms
    },
  }
  /** Notes what Slack took, as it would have come over the wire. */
  const take = (path: string, body: string): void => {
    const request = { method: 'POST', path, headers: {}, body }
    exchanges.push({
      at: now(),
      request,
      fate: { kind: 'answer', status: 200, headers: {}, body: '{"ok":true}' },
    })
  }
  /** Shows a message, unless Slack refuses. @returns whether newkey heard that it did */
  async function show(
    label: string,
    path: string,
    message: Message | undefined,
    ts?: string,
  ): Promise<boolean> {
    if (!message) return false
    const turn = await model.before(label)
    if (turn === 'refused') return false
    take(path, JSON.stringify({ text: message.text, blocks: message.blocks, ts }))
    return turn !== 'lost'
  }

  const delivery: SecretDelivery = {
    deliver: async (key, secret) => {
      const turn = await model.before(`deliver ${key.name}`)
      const body = `TWILIO_API_KEY=${key.sid} TWILIO_API_SECRET=${secret.reveal()}`
      const path = '/api/chat.postEphemeral'
      if (turn === 'well' || turn === 'lost') take(path, body)
      else
        exchanges.push({
          at: now(),
          request: { method: 'POST', path, headers: {}, body },
          fate: { kind: 'hang' },
        })
      return turn === 'well' ? { kind: 'shown' } : { kind: 'not_shown', fault: 'timeout' }
    },
    check: async () => undefined,
  }
  const directory: Directory = {
    ourTeam: async () => TEAM,
    person: async (id) => ({ id, workspaces: [TEAM], deactivated: false, bot: false, guest: false }),
    membership: async (user) => {
      if (!(await said(`member ${user}`))) return NO_ANSWER
      return { groups: model.members.has(user) ? [GROUP] : [], holds: () => true }
    },
    knownMembership: () => undefined,
    deliveryRefusal: () => undefined,
    members: async () => model.members,
    openDm: async (user) => ((await said(`open ${user}`)) ? dmOf(user) : NO_ANSWER),
  }
  let posts = 0
  const wording = { groups: () => [GROUP], issuesPerHour: 1_000_000, liveKeys: 1_000_000 }
  const notices: Notices = {
    reply: (subject) => show(`reply ${subject.name}`, '/commands', answer(subject, wording, undefined)),
    announce: async () => true,
    send: async ({ subject, purpose, posted }) => {
      const key = 'sid' in subject ? subject : undefined
      // The bot asks a member other than the owner.
      const reader =
        purpose === 'review' ? PEOPLE.find((one) => one !== key?.owner && model.members.has(one)) : undefined
      if (purpose === 'review' && !posted && reader === undefined) return undefined
      const to = dmOf(reader ?? (key ? key.owner : 'user' in subject ? subject.user : ''))
      const message =
        purpose === 'ending' || purpose === 'question'
          ? answer(subject, wording, undefined)
          : key && (purpose === 'card' ? card : reviewCard)(key, wording)
      const method = posted ? 'chat.update' : 'chat.postMessage'
      const ts = posted?.ts ?? `${++posts}.000001`
      if (!(await show(`${purpose} ${subject.name}`, `/api/${method}`, message, ts))) return undefined
      return posted ?? { channel: to, ts, reader }
    },
    update: (subject, purpose, { ts }) => {
      const of = purpose === 'card' ? card : reviewCard
      const message = 'sid' in subject ? of(subject, wording) : undefined
      return show(`update ${subject.name}`, '/api/chat.update', message, ts)
    },
    mayDecide: async (key, reader) =>
      (await said(`member ${reader}`)) ? reader !== key.owner && model.members.has(reader) : undefined,
    passedOn: async ({ key, posted }) =>
      void (await show(`pass on ${key.name}`, '/api/chat.update', passedOnCard(key), posted.ts)),
  }
  const location = { account: ACCOUNT, region: 'us1', api: 'v2010' } as const
  const groupMembers = {
    ...directory,
    changed: () => undefined,
    enabled: () => [GROUP],
  }
  /** What a process remembers between two calls, such as what it is at work on. */
  const stores = new Map<string, ReturnType<typeof createStore>>()

  function process(owner: string): ListenerServices {
    const store =
      stores.get(owner) ?? createStore(db, { clock, process: owner, onAudit: () => undefined, log: SILENT })
    stores.set(owner, store)
    return {
      store,
      twilio: {
        location,
        create,
        delete: remove,
        list,
        fetch: async (sid) => {
          if ((await model.before(`fetch ${sid}`)) !== 'well') return { kind: 'unclear', diagnosis: {} }
          return { kind: twilio.keys.has(sid) ? 'there' : 'gone', diagnosis: {} }
        },
      },
      slack: { directory, delivery, notices },
      policy: {
        limits: { issuesPerHour: 1_000_000, liveKeys: 1_000_000 },
        refusals: createRefusals({ audit: store.audit, location, log: SILENT, monotonic }),
        holdRevocations: db.witness.goneBack() ? 'restored' : model.holds,
        isStopping: () => false,
      },
      clock,
      log: SILENT,
      newId: () => checked(isRequestId, `req_${String(++ids).padStart(20, '0')}`),
      respond: async () => true,
      wording,
      samples: createLogSampler({ log: SILENT, monotonic }),
      groupMembers,
    }
  }

  const foreign = addForeign(twilio)
  const model: Model = {
    slack: { exchanges },
    twilio,
    members: new Set<string>(PEOPLE),
    foreign,
    deletedElsewhere: new Set<string>(),
    process,
    time: Date.UTC(2026, 10, 24),
    ahead: 0,
    holds: false,
    before: async () => 'well',
    open: (other) => {
      db = other
      stores.clear()
    },
  }
  return model
}
