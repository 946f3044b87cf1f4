import type { SlackWorkspace } from '../sandbox/slack/workspace.ts'
import { createTwilio, type TwilioAccount } from '../sandbox/twilio/account.ts'
import type { Creation, Deletion, Listing, TwilioKey } from '../src/domain/issuer.ts'
import type { Membership } from '../src/domain/policy.ts'
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
import type { Services } from '../src/keys/ports.ts'
import { createRefusals } from '../src/keys/refusals.ts'
import { Secret } from '../src/secret.ts'
import { createAuditLog } from '../src/store/audit-log.ts'
import { createLeases, type Leases } from '../src/store/leases.ts'
import { createRegistry } from '../src/store/registry.ts'
import { createSearches } from '../src/store/searches.ts'
import type { OwnDatabase } from '../src/store/sqlite/open.ts'
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
  /** Time as Twilio has it, and how far the clock of newkey's machine is ahead (ms). */
  time: number
  ahead: number
  /** What comes before every answer of a vendor, and how it turns out. */
  before: (label: string) => Promise<Turn>
  /** The verbs' world as a process of its own has it. */
  process(owner: string): Services
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
      : { kind: 'kept', cause: 'unreachable', diagnosis: {} }
  }
  async function list(): Promise<Listing> {
    if ((await model.before('list')) !== 'well') return { kind: 'failed', diagnosis: {} }
    return { kind: 'listed', keys: [...twilio.keys.keys()].map(keyOf), ahead: -model.ahead }
  }
  /** Slack did what was asked. It goes wrong less often than the rest, or few histories would get as far as a key. */
  const said = async (label: string): Promise<boolean> => (await model.before(label)) !== 'refused'

  const leases = new Map<string, Leases>()
  const leasesOf = (owner: string): Leases => {
    const known = leases.get(owner) ?? createLeases(() => model.time)
    leases.set(owner, known)
    return known
  }

  function process(owner: string): Services {
    const now = (): number => model.time + model.ahead
    const monotonic = (): number => model.time
    const store = {
      now,
      steady: () => model.time,
      monotonic,
      owner,
      onAudit: () => undefined,
      log: SILENT,
      leases: leasesOf(owner),
    }
    const audit = createAuditLog(db, store)
    const home = { account: ACCOUNT, region: 'us1', api: 'v2010' } as const
    return {
      registry: createRegistry(db, store),
      searches: createSearches(db, store),
      audit,
      issuer: { home, create, delete: remove, list },
      delivery: {
        deliver: async (request, secret) => {
          const turn = await model.before(`deliver ${request.name}`)
          const body = `TWILIO_API_KEY=${request.sid} TWILIO_API_SECRET=${secret.reveal()}`
          const shown = turn === 'well' || turn === 'lost'
          const fate = shown
            ? ({ kind: 'answer', status: 200, headers: {}, body: '{"ok":true}' } as const)
            : ({ kind: 'hang' } as const)
          exchanges.push({
            at: now(),
            request: { method: 'POST', path: '/api/chat.postEphemeral', headers: {}, body },
            fate,
          })
          return turn === 'well' ? { kind: 'shown' } : { kind: 'not_shown', fault: 'timeout' }
        },
      },
      directMessages: { open: async (user) => ((await said(`open ${user}`)) ? dmOf(user) : undefined) },
      people: { find: async (id) => ({ id, team: TEAM, deactivated: false, bot: false, guest: false }) },
      groupMembers: {
        membership: async (user): Promise<Membership | undefined> => {
          if (!(await said(`member ${user}`))) return undefined
          return model.members.has(user) ? { kind: 'member', group: GROUP } : { kind: 'outsider' }
        },
        stillIn: async (user) => {
          if (!(await said(`still in ${user}`))) return undefined
          return { member: model.members.has(user), holds: () => true }
        },
      },
      workspace: { home: async () => TEAM },
      notices: {
        reply: async ({ name }) => said(`reply ${name}`),
        post: async ({ name, user }) =>
          (await said(`post ${name}`)) ? { channel: dmOf(user), ts: '1.000001' } : undefined,
        ask: async ({ name }) =>
          (await said(`ask ${name}`)) ? { channel: dmOf('U0BOB00001'), ts: '2.000001' } : undefined,
      },
      refusals: createRefusals({
        audit,
        location: { account: ACCOUNT, region: 'us1' },
        log: SILENT,
        monotonic,
      }),
      limits: { issuesPerHour: 1_000_000, liveKeys: 1_000_000 },
      holdRevocations: db.witness.goneBack() ? 'restored' : false,
      stopping: () => false,
      log: SILENT,
      now,
      steady: () => model.time,
      monotonic,
      // What is tried again until a lease ends is tried at once, and time passes; nothing else waits here.
      pause: async (ms) => {
        if (ms !== 500) return new Promise(() => undefined)
        model.time += ms
      },
      newId: () => checked(isRequestId, `req_${String(++ids).padStart(20, '0')}`),
    }
  }

  const foreign = addForeign(twilio)
  const model: Model = {
    slack: { exchanges },
    twilio,
    members: new Set<string>(PEOPLE),
    foreign,
    process,
    time: Date.UTC(2026, 10, 24),
    ahead: 0,
    before: async () => 'well',
    open: (other) => {
      db = other
    },
  }
  return model
}
