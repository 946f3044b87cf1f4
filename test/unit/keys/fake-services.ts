import type { Creation, Deletion } from '../../../src/domain/issuer.ts'
import type { Registry } from '../../../src/domain/registry.ts'
import type { Request, State } from '../../../src/domain/request.ts'
import { NewkeyError } from '../../../src/errors.ts'
import type { Services } from '../../../src/keys/ports.ts'
import { Secret } from '../../../src/secret.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'

export const SECRET = new Secret('the secret of the test')
export const CREATED = {
  kind: 'created',
  key: { sid: SID, name: 'payments-svc', createdAt: NOW, updatedAt: NOW },
  secret: SECRET,
  answeredAt: NOW,
  diagnosis: {},
} as const satisfies Creation
export const GONE: Deletion = { kind: 'gone', diagnosis: {} }
export const KEPT: Deletion = { kind: 'kept', cause: 'unreachable', diagnosis: {} }

/** Deps whose every deed is written down, in order; each part can be replaced. */
export function fakeServices(
  parts: Partial<Services> & {
    readonly fails?: (to: State) => NewkeyError | undefined
    readonly gone?: number
  } = {},
) {
  const deeds: string[] = []
  const did = (deed: string): void => void deeds.push(deed)
  let found: Request | undefined
  const registry: Registry = {
    receive: async () => requestIn('received'),
    advance: async (_from, to) => {
      const fault = parts.fails?.(to)
      did(`${to}${fault ? ` fails: ${fault.code}` : ''}`)
      if (fault) throw fault
      return requestIn(to)
    },
    admit: async () => requestIn('intent'),
    find: async () => found,
    findKey: async () => undefined,
    markAsked: async ({ state }) => did(`asked about ${state}`),
    revokedUnasked: async () => parts.gone ?? 0,
    unfinished: async () => [],
    markTold: async ({ state }) => did(`told of ${state}`),
    isTaken: async () => false,
    isProved: async () => true,
    recordAbsent: async () => {
      did('absent')
      return false
    },
    recordPresent: async () => did('present'),
    postpone: async ({ state }, until) => did(`put off ${state} by ${until - NOW}`),
    claimTelling: async ({ state }, until) => {
      did(`claim ${state} for ${until - NOW}`)
      return true
    },
    giveUpTelling: async ({ state }) => did(`give up ${state}`),
    release: () => undefined,
    countFromNow: async () => undefined,
    due: async () => [],
    untold: async () => [],
  }
  const deps: Services = {
    registry,
    searches: { take: async () => [], done: async () => undefined, hold: async () => 'known' },
    holdRevocations: false,
    stopping: () => false,
    audit: {
      head: async () => ({ seq: 0, hash: '' }),
      append: async () => Promise.reject(new Error('unused')),
    },
    issuer: {
      home: { account: ACCOUNT, region: 'us1', api: 'v2010' },
      create: async () => {
        did('POST')
        return CREATED
      },
      delete: async () => {
        did('DELETE')
        return GONE
      },
      list: async () => ({ kind: 'listed', keys: [], ahead: 0 }),
    },
    delivery: {
      deliver: async (_request, secret) => {
        did(secret === SECRET ? 'deliver the secret' : 'deliver something else')
        return { kind: 'shown' }
      },
    },
    directMessages: { open: async () => DM },
    people: { find: async () => ({ id: ADA, team: TEAM, deactivated: false, bot: false, guest: false }) },
    groupMembers: {
      membership: async () => ({ kind: 'member', group: GROUP }),
      stillIn: async () => ({ member: true, holds: () => true }),
    },
    refusals: {
      standing: () => 'open',
      begin: () => 'open',
      beginPress: () => 'open',
      again: () => undefined,
      end: () => undefined,
      turnAway: () => undefined,
      press: () => true,
      write: async () => undefined,
    },
    workspace: { home: async () => TEAM },
    notices: {
      reply: async ({ state }) => {
        did(`reply ${state}`)
        return true
      },
      post: async ({ state }) => {
        did(`post ${state}`)
        return { channel: DM, ts: '1.000001' }
      },
      ask: async ({ cause }) => {
        did(`ask about ${cause}`)
        return { channel: DM, ts: '2.000001' }
      },
    },
    limits: { issuesPerHour: 5, liveKeys: 10 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => NOW,
    steady: () => NOW,
    monotonic: () => 0,
    pause: () => new Promise(() => undefined),
    newId: () => requestId(1),
    ...parts,
  }
  const has = (request: Request): void => {
    found = request
  }
  return { deps, deeds, has }
}

export const storeFailed =
  (...states: State[]) =>
  (to: State) =>
    states.includes(to) ? new NewkeyError('store_failed', 'the disk is full') : undefined
