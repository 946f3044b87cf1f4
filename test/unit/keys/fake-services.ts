import type { AuditLog } from '../../../src/audit/log.ts'
import type { AuditEvent } from '../../../src/audit/record.ts'
import type { Clicks } from '../../../src/domain/clicks.ts'
import type { Clock } from '../../../src/domain/clock.ts'
import type { SecretDelivery } from '../../../src/domain/delivery.ts'
import type { Directory } from '../../../src/domain/directory.ts'
import type { Creation, Deletion, Issuer } from '../../../src/domain/issuer.ts'
import { KEY_STATES, type Key, type KeyState } from '../../../src/domain/key.ts'
import type { Keys } from '../../../src/domain/keys.ts'
import type { Messages, OwedMessage, Subject } from '../../../src/domain/messages.ts'
import type { Notices, ReplyTo } from '../../../src/domain/notices.ts'
import type { Purpose } from '../../../src/domain/purpose.ts'
import { REQUEST_STATES, type RequestState } from '../../../src/domain/request.ts'
import type { Requests } from '../../../src/domain/requests.ts'
import { NewkeyError } from '../../../src/errors.ts'
import type { Announcement } from '../../../src/keys/announce-creation.ts'
import type { Policy, Services } from '../../../src/keys/ports.ts'
import type { Refusals } from '../../../src/keys/refusals.ts'
import { SILENT_LOG } from '../../../src/log.ts'
import { Secret } from '../../../src/secret.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'

export const SECRET = new Secret('the secret of the test')
/** Where somebody is answered. */
export const REPLY_TO: ReplyTo = {
  url: new Secret('https://hooks.slack.com/commands/T1/2/abc'),
  channel: undefined,
  replaces: false,
}
/** Says nothing of a key that is being created. */
export const SILENCE: Announcement = {
  begin: () => undefined,
  hasBegun: () => false,
  end: async () => REPLY_TO,
}
export const CREATED = {
  kind: 'created',
  key: { sid: SID, name: 'payments-svc', createdAt: NOW, updatedAt: NOW },
  secret: SECRET,
  answeredAt: NOW,
  diagnosis: {},
} as const satisfies Creation
export const GONE: Deletion = { kind: 'gone', diagnosis: {} }
export const REMAINS: Deletion = { kind: 'remains', cause: 'unreachable', diagnosis: {} }

type AnyState = RequestState | KeyState

/** What a test replaces. Each part is laid over the fake one, method by method. */
export interface Parts {
  /** Which move of a request or a key isn't recorded. */
  readonly fails?: (to: AnyState) => NewkeyError | undefined
  /** How many keys have been deleted unasked within the hour. */
  readonly gone?: number
  readonly requests?: Partial<Requests>
  readonly keys?: Partial<Keys>
  readonly messages?: Partial<Messages>
  readonly clicks?: Partial<Clicks>
  readonly audit?: Partial<AuditLog>
  readonly twilio?: Partial<Issuer>
  readonly directory?: Partial<Directory>
  readonly delivery?: SecretDelivery
  readonly notices?: Partial<Notices>
  readonly refusals?: Partial<Refusals>
  readonly policy?: Partial<Omit<Policy, 'refusals'>>
  readonly clock?: Partial<Clock>
}

/**
 * Services in memory. `deeds` is what was done, in order: a move is written down as its state and cause; `asked` is what
 * Slack was asked about people; `records` is what was appended to the audit log alone. `has` puts a key into the records.
 */
export function fakeServices(parts: Parts = {}) {
  const deeds: string[] = []
  const asked: string[] = []
  const records: AuditEvent[] = []
  const keys = new Map<string, Key>()
  const sent = new Set<string>()
  const did = (deed: string): void => void deeds.push(deed)

  function move(to: AnyState, change: object = {}): void {
    const fault = parts.fails?.(to)
    const cause = 'cause' in change && change.cause !== undefined ? ` ${change.cause}` : ''
    did(`${to}${cause}${fault ? ` fails: ${fault.code}` : ''}`)
    if (fault) throw fault
  }
  const ask = <T>(about: string, answer: T): T => {
    asked.push(about)
    return answer
  }

  const services: Services = {
    store: {
      requests: {
        receive: async () => requestIn('received'),
        advance: async (_from, to, change) => {
          move(to, change)
          return requestIn(to)
        },
        admit: async (_request, _authorized, { isStopping }) => {
          const to = isStopping() ? 'failed' : 'intent'
          move(to)
          return requestIn(to)
        },
        find: async () => undefined,
        due: async () => [],
        unanswered: async () => [],
        takeSearches: async () => [],
        searched: async () => undefined,
        countFromNow: async () => undefined,
        release: () => undefined,
        ...parts.requests,
      },
      keys: {
        claim: async () => {
          move('created')
          return { kind: 'created', key: keyIn('created'), isLate: false }
        },
        advance: async (_from, to, change) => {
          move(to, change)
          return keyIn(to)
        },
        recordFound: async () => 'known',
        find: async (sid) => keys.get(sid),
        issuedBy: async () => undefined,
        revocableOf: async () => [],
        isTaken: async () => false,
        isProved: async () => true,
        recordAbsent: async () => {
          did('absent')
          return false
        },
        recordPresent: async () => did('present'),
        postpone: async (_key, until) => did(`put off by ${until - NOW}`),
        countLive: async () => 0,
        comparable: async () => [],
        deletedElsewhere: async () => [],
        revokedUnasked: async () => parts.gone ?? 0,
        due: async () => [],
        release: () => undefined,
        ...parts.keys,
      },
      messages: {
        due: async () => [],
        owed: async (subject) =>
          purposesOf(subject)
            .filter((purpose) => !sent.has(`${purpose} of ${subject.state}`))
            .map((purpose) => owing(subject, purpose)),
        find: async () => undefined,
        take: async ({ purpose }, until) => {
          did(`take ${purpose} for ${until - NOW}`)
          return true
        },
        sent: async ({ state }, purpose) => {
          sent.add(`${purpose} of ${state}`)
          did(`sent ${purpose} of ${state}`)
        },
        release: () => undefined,
        asked: async () => [],
        askAgain: async () => did('ask again'),
        giveUp: async ({ purpose }) => did(`give up ${purpose}`),
        ...parts.messages,
      },
      clicks: { record: async () => 'new', forget: async () => undefined, ...parts.clicks },
      refusedRequests: { forget: async () => 0 },
      audit: {
        head: async () => ({ seq: 0, hash: '' }),
        append: async (event) => {
          records.push(event)
          return { ...event, v: 1, seq: records.length, at: '', hash: '' }
        },
        ...parts.audit,
      },
    },
    twilio: {
      location: { account: ACCOUNT, region: 'us1', api: 'v2010' },
      create: async () => {
        did('POST')
        return CREATED
      },
      delete: async () => {
        did('DELETE')
        return GONE
      },
      list: async () => ({ kind: 'listed', keys: [CREATED.key], ahead: 0 }),
      fetch: async () => ({ kind: 'there', diagnosis: {} }),
      ...parts.twilio,
    },
    slack: {
      directory: {
        ourTeam: async () => TEAM,
        person: async () =>
          ask('person', { id: ADA, workspaces: [TEAM], deactivated: false, bot: false, guest: false }),
        membership: async () => ask('groups', { groups: [GROUP], holds: () => true }),
        knownMembership: () => undefined,
        deliveryRefusal: () => undefined,
        openDm: async () => ask('DM', DM),
        members: async () => ask('members', new Set([ADA])),
        ...parts.directory,
      },
      delivery: parts.delivery ?? {
        deliver: async (_key, secret) => {
          did(secret === SECRET ? 'deliver the secret' : 'deliver something else')
          return { kind: 'shown' }
        },
        check: async () => undefined,
      },
      notices: {
        reply: async ({ state }) => {
          did(`reply ${state}`)
          return true
        },
        announce: async ({ name }) => {
          did(`announce ${name}`)
          return true
        },
        send: async ({ subject, purpose }) => {
          did(`send ${purpose} of ${subject.state}`)
          return { channel: DM, ts: '1.000001' }
        },
        update: async ({ state }, purpose) => {
          did(`update ${purpose} to ${state}`)
          return true
        },
        mayDecide: async () => true,
        passedOn: async () => did('passed on'),
        ...parts.notices,
      },
    },
    policy: {
      limits: { issuesPerHour: 5, liveKeys: 10 },
      refusals: {
        standing: () => 'open',
        begin: () => 'open',
        beginPress: () => 'open',
        again: () => undefined,
        end: () => undefined,
        turnAway: () => undefined,
        press: () => true,
        write: async () => undefined,
        ...parts.refusals,
      },
      holdRevocations: false,
      isStopping: () => false,
      ...parts.policy,
    },
    clock: {
      now: () => NOW,
      steady: () => NOW,
      monotonic: () => 0,
      pause: () => new Promise(() => undefined),
      ...parts.clock,
    },
    log: SILENT_LOG,
    newId: () => requestId(1),
  }
  const has = (key: Key): void => void keys.set(key.sid, key)
  return { services, deeds, asked, records, did, has }
}

/** A message that is owed about something, tried so often in vain. */
export const owing = (subject: Subject, purpose: Purpose, attempts = 0): OwedMessage => ({
  purpose,
  subject,
  attempts,
  posted: undefined,
})

const purposesOf = (subject: Subject): readonly Purpose[] =>
  'sid' in subject ? KEY_STATES[subject.state].owes : REQUEST_STATES[subject.state].owes

const failure = (code: 'store_failed' | 'overtaken', to: AnyState, states: readonly AnyState[]) =>
  states.includes(to) ? new NewkeyError(code, 'the test wants it so') : undefined

export const storeFailed =
  (...states: AnyState[]) =>
  (to: AnyState) =>
    failure('store_failed', to, states)

/** The store fails only so many times. */
export function failsTimes(times: number, ...states: AnyState[]) {
  let left = times
  return (to: AnyState) =>
    states.includes(to) && left-- > 0 ? failure('store_failed', to, states) : undefined
}

/** A clock that goes on only while somebody waits. */
export function waitingClock(): Pick<Clock, 'monotonic' | 'pause'> {
  let now = 0
  return {
    monotonic: () => now,
    pause: async (ms) => {
      now += ms
    },
  }
}
