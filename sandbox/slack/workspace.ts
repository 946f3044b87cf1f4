import type { Exchange, Fate, WireRequest } from '../exchange.ts'
import { readAck } from './ack.ts'
import { allGroupsOnGrid, everybodyOnGrid } from './grid.ts'
import { callMethod, METHODS, type Triggers } from './methods.ts'
import { createPayloads, type Payloads } from './payloads.ts'
import { allGroups, everybody, type FakeGroup, type FakeUser, TEAM } from './people.ts'
import { createResponseUrls } from './response-urls.ts'
import { createScreens, type Screens } from './screen.ts'
import { signedHeaders } from './signed.ts'
import { EVERY_METHOD, fateOf, json, meet, type SlackTrouble } from './trouble.ts'
import { createViews, type Views } from './views.ts'

export type { ScreenMessage } from './screen.ts'

/** The status of the app's answer to a command, or that there was none. */
type AckStatus = number | 'timeout' | 'unreachable'

export interface SlackOptions {
  /** Base of its addresses, without a slash at the end. */
  readonly url: string
  readonly now: () => number
  readonly botToken: string
  readonly signingSecret: string
  readonly appToken?: string
  /** Where Socket Mode is served. */
  readonly socketUrl?: () => string
  readonly scopes?: readonly string[]
  readonly homeTab?: boolean
  /** Whether the workspace belongs to an organisation (Slack docs: "Enterprise Grid"). */
  readonly grid?: boolean
}

export interface SlackWorkspace
  extends Payloads,
    Pick<Screens, 'say' | 'read' | 'unread' | 'count' | 'changed' | 'touch'> {
  handle(request: WireRequest): Fate
  /** The bot scopes that the app has. */
  readonly scopes: Set<string>
  /** Every request that arrived, with its outcome. */
  readonly exchanges: Exchange[]
  /** What goes wrong, by method or `response_url`; `*` is every method. */
  readonly trouble: Map<string, SlackTrouble>
  readonly people: Map<string, FakeUser>
  readonly groups: Map<string, FakeGroup>
  sign(body: string, contentType: string, timestamp?: number): Record<string, string>
  /** Hands back how the app answered a command: its words, or Slack's own when it failed. */
  acked(user: string, channel: string, status: AckStatus, body: string, command?: string): void
  /** What somebody sees in a Slack that was loaded after message number `since`. */
  screen: Screens['seenBy']
  readonly views: Pick<Views, 'top' | 'find' | 'home' | 'push' | 'update' | 'close'>
}

/** The bot scopes of newkey's manifest. */
const SCOPES = ['commands', 'chat:write', 'im:write', 'users:read', 'usergroups:read']

/** A Slack workspace with its Web API and its response_urls, as Slack documents them. */
export function createSlack(options: SlackOptions): SlackWorkspace {
  const { now, grid = false } = options
  const exchanges: Exchange[] = []
  const trouble = new Map<string, SlackTrouble>()
  const [people, groups] = grid ? [everybodyOnGrid(), allGroupsOnGrid()] : [everybody(), allGroups()]
  const screens = createScreens(now)
  const views = createViews(() => screens.touch())
  const responseUrls = createResponseUrls({ url: options.url, team: TEAM, now, screens })
  const sign = (
    body: string,
    contentType: string,
    timestamp = Math.floor(now() / 1000),
  ): Record<string, string> => signedHeaders(options.signingSecret, timestamp, body, contentType)
  const triggers: Triggers = new Map()
  const payloads = createPayloads({ people, grid, responseUrls, triggers, sign, now })
  const scopes = new Set(options.scopes ?? SCOPES)
  const methodDeps = {
    people,
    grid,
    groups,
    screens,
    views,
    now,
    triggers,
    opened: new Set<string>(),
    socketUrl: options.socketUrl ?? (() => ''),
    homeTab: options.homeTab ?? false,
  }

  function handle(request: WireRequest): Fate {
    const fate = decide(request)
    exchanges.push({ at: now(), request, fate })
    return fate
  }

  function decide(request: WireRequest): Fate {
    const path = request.path.split('?')[0] ?? ''
    if (/^\/(commands|actions)\//.test(path)) {
      const met = meet(trouble, 'response_url')
      return met ? fateOf(met) : responseUrls.use(path, request.body)
    }
    const name = path.replace(/^\/api\//, '')
    const refusal = refuse(name, request.headers.authorization)
    if (refusal !== undefined) return json(200, { ok: false, error: refusal })
    const carryOut = (): Fate => withScopes(callMethod(methodDeps, name, argumentsOf(request), [...scopes]))
    const met = meet(trouble, name) ?? meet(trouble, EVERY_METHOD)
    if (!met) return carryOut()
    if (met.posted) carryOut()
    return fateOf(met)
  }

  /** Each answer names the scopes of the token (Slack docs: "Installing with OAuth", Scopes and permissions). */
  const withScopes = (fate: Fate): Fate =>
    fate.kind === 'answer' && scopes.size > 0
      ? { ...fate, headers: { ...fate.headers, 'x-oauth-scopes': [...scopes].join(',') } }
      : fate

  /** Slack docs: "Web API", authentication. */
  function refuse(name: string, authorization: string | undefined): string | undefined {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
    if (token === undefined) return 'not_authed'
    if (!Object.hasOwn(METHODS, name)) return 'unknown_method'
    if (name === 'apps.connections.open')
      return token === options.appToken ? undefined : 'not_allowed_token_type'
    return token === options.botToken ? undefined : 'invalid_auth'
  }

  function acked(user: string, channel: string, status: AckStatus, body: string, command = '/newkey'): void {
    if (status === 200 && body === '') return
    const ack = status === 200 ? readAck(body) : undefined
    if (ack) {
      screens.show({ channel, ...ack, via: 'ack' }, ack.ephemeral ? user : undefined)
      return
    }
    const error =
      status === 'timeout'
        ? 'operation_timeout'
        : status === 200
          ? 'invalid_command_response'
          : 'dispatch_failed'
    const text = `${command} failed with the error "${error}"`
    screens.show({ channel, ephemeral: true, text, blocks: [], via: 'slack' }, user)
  }

  return {
    ...payloads,
    handle,
    scopes,
    exchanges,
    trouble,
    people,
    groups,
    sign,
    acked,
    views,
    say: screens.say,
    read: screens.read,
    unread: screens.unread,
    count: screens.count,
    changed: screens.changed,
    touch: screens.touch,
    screen: screens.seenBy,
  }
}

/** The Web API takes forms and JSON. */
function argumentsOf({ headers, body, path }: WireRequest): Record<string, unknown> {
  const query = Object.fromEntries(new URLSearchParams(path.split('?')[1] ?? ''))
  if (headers['content-type']?.startsWith('application/json')) return { ...query, ...JSON.parse(body) }
  return { ...query, ...Object.fromEntries(new URLSearchParams(body)) }
}
