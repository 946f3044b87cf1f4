import { fileURLToPath } from 'node:url'
import type { Limits } from '../domain/policy.ts'
import { type ChannelId, type GroupId, isAccountSid, isChannelId, isGroupId, isKeySid } from '../ids.ts'
import { LOG_LEVELS, type LogLevel } from '../log.ts'
import { Secret } from '../secret.ts'
import type { SlackSettings } from '../slack/api/client.ts'
import type { TwilioSettings } from '../twilio/v2010/issuer.ts'
import { type Around, lookAround } from './look-around.ts'
import { createSettings, type Environment, type Settings } from './settings.ts'

export interface Config {
  readonly slack: SlackSettings
  readonly transport: Transport
  readonly twilio: TwilioSettings
  readonly groups: readonly GroupId[]
  readonly limits: Limits
  readonly refusalsKept: number // ms
  /** Whether newkey deletes no key unasked. */
  readonly holdRevocations: boolean
  /** Where checkpoints go and decisions are asked for. */
  readonly auditChannel: ChannelId | undefined
  /** The database's file. */
  readonly file: string
  readonly port: number
  /** undefined: every address that this machine has. */
  readonly host: string | undefined
  readonly logLevel: LogLevel
}

/** Over HTTP Slack signs what it sends; in Socket Mode the app token opens the connection. */
export type Transport =
  | { readonly kind: 'http'; readonly signingSecret: Secret }
  | { readonly kind: 'socket'; readonly appToken: Secret }

export type ConfigResult =
  | { readonly kind: 'valid'; readonly config: Config }
  /** `handles` are the groups that were named by handle: their ids can be looked up to help. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[]; readonly handles: readonly string[] }

/** Where newkey runs: the only place that reads the environment or `.env`. */
export function readSurroundings(): Around {
  return lookAround(process.env, process.execArgv)
}

/** Reads the settings, purely. Every problem is reported, not the first alone. */
export function readConfig(env: Environment): ConfigResult {
  const settings = createSettings(env)
  const token = settings.credential(
    'SLACK_BOT_TOKEN',
    /^xoxb-\S+$/,
    'xoxb-…',
    'your Slack app, OAuth & Permissions',
  )
  const slackUrl = settings.address('SLACK_API_URL', 'https://slack.com/api/')
  const transport = readTransport(settings)
  const twilio = readTwilio(settings)
  const { groups, handles } = readGroups(settings)
  const file = readFile(settings)
  const logLevel = readLevel(settings)
  const limits = {
    issuesPerHour: settings.count('MAX_ISSUES_PER_HOUR', 5, 1, 1_000),
    liveKeys: settings.count('MAX_LIVE_KEYS_PER_PERSON', 10, 1, 1_000),
  }
  const port = settings.count('PORT', 3000, 0, 65_535)
  const refusalsKept = settings.duration('REFUSALS_KEPT', '90d', '1h', '3650d')
  const holdRevocations = settings.flag('HOLD_REVOCATIONS')
  const auditChannel = readChannel(settings)
  for (const later of ['APPROVER_USER_GROUPS', 'APPROVAL_CHANNEL'])
    if (settings.get(later))
      settings.problem(`${later} isn't built yet. Unset it, so that nobody relies on it.`)

  if (
    settings.problems.length > 0 ||
    handles.length > 0 ||
    !(token && slackUrl && transport && twilio && file && logLevel)
  )
    return { kind: 'invalid', problems: settings.problems, handles }
  const host = settings.get('HOST') ?? (transport.kind === 'socket' ? '127.0.0.1' : undefined)
  const slack = { token, apiUrl: `${slackUrl}/` }
  const policy = { groups, limits, refusalsKept, holdRevocations, auditChannel }
  return { kind: 'valid', config: { slack, transport, twilio, ...policy, file, port, host, logLevel } }
}

function readChannel(settings: Settings): ChannelId | undefined {
  const channel = settings.get('AUDIT_CHANNEL')
  if (channel === undefined || (isChannelId(channel) && !channel.startsWith('D'))) return channel
  return settings.problem('AUDIT_CHANNEL is the id of a channel (C…). Copy it from the channel’s details.')
}

function readTransport(settings: Settings): Transport | undefined {
  if (settings.get('SLACK_APP_TOKEN') !== undefined) {
    const where = 'your Slack app, Basic Information, App-Level Tokens'
    const appToken = settings.credential('SLACK_APP_TOKEN', /^xapp-\S+$/, 'xapp-…', where)
    return appToken && { kind: 'socket', appToken }
  }
  const where = 'your Slack app, Basic Information; or set SLACK_APP_TOKEN instead to use Socket Mode'
  const signingSecret = settings.credential(
    'SLACK_SIGNING_SECRET',
    /^\S{8,}$/,
    'one word of letters and digits',
    where,
  )
  return signingSecret && { kind: 'http', signingSecret }
}

/** Slack's answer to one command has to come in 3 s, so only so many groups are read for it. */
const MOST_GROUPS = 8

function readGroups(settings: Settings): {
  readonly groups: readonly GroupId[]
  readonly handles: readonly string[]
} {
  const list = settings.get('APPROVED_USER_GROUPS') ?? ''
  const named = list
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '')
  const groups = [...new Set(named.filter(isGroupId))]
  const handles = named.filter((group) => group.startsWith('@'))
  if (named.length === 0)
    settings.problem(
      'APPROVED_USER_GROUPS is missing: the ids (S…) of the user groups whose members may have keys.',
    )
  if (groups.length > MOST_GROUPS) settings.problem(`APPROVED_USER_GROUPS takes up to ${MOST_GROUPS} groups.`)
  if (named.some((group) => !isGroupId(group) && !group.startsWith('@')))
    settings.problem('APPROVED_USER_GROUPS is a list, with commas between, of ids of user groups (S…).')
  return { groups, handles }
}

function readTwilio(settings: Settings): TwilioSettings | undefined {
  const account = settings.get('TWILIO_ACCOUNT_SID')
  const authToken = settings.get('TWILIO_AUTH_TOKEN')
  const key = settings.get('TWILIO_API_KEY')
  const keySecret = settings.get('TWILIO_API_SECRET')
  const region = settings.get('TWILIO_REGION')
  const edge = settings.get('TWILIO_EDGE')

  if ((region === undefined) !== (edge === undefined))
    settings.problem('TWILIO_REGION and TWILIO_EDGE belong together: set both or neither.')
  for (const part of [region, edge])
    if (part !== undefined && !/^[a-z0-9-]{2,30}$/.test(part))
      settings.problem('TWILIO_REGION and TWILIO_EDGE are names such as ie1 and dublin.')
  const host = region && edge ? `https://api.${edge}.${region}.twilio.com` : 'https://api.twilio.com'
  const url = settings.address('TWILIO_API_URL', host)

  const isAccount = account !== undefined && isAccountSid(account)
  if (!isAccount)
    settings.problem(
      'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits. Find it in the Twilio Console.',
    )
  const one = (authToken === undefined) !== (key === undefined && keySecret === undefined)
  if (!one)
    settings.problem(
      'Set one of the two: TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET (a Main key).',
    )
  const isPair = key !== undefined && isKeySid(key) && keySecret !== undefined
  if ((key !== undefined || keySecret !== undefined) && !isPair)
    settings.problem('TWILIO_API_KEY (SK and 32 hexadecimal digits) and TWILIO_API_SECRET belong together.')
  if (url === undefined || !isAccount || !one) return undefined
  const at = { url, account, region: region ?? 'us1' }
  if (authToken !== undefined) return { ...at, user: account, password: new Secret(authToken) }
  return isPair ? { ...at, user: key, password: new Secret(keySecret) } : undefined
}

/** The database's file: all that commands need which only read it. */
export function readFile(settings: Settings): string | undefined {
  const url = settings.get('DATABASE_URL') ?? 'file:./data/newkey.db'
  if (/^postgres(ql)?:/.test(url))
    return settings.problem("DATABASE_URL: Postgres isn't built yet. Use file:./data/newkey.db.")
  const path = /^file:\/\//.test(url) ? pathOf(url) : url.replace(/^file:/, '')
  if (!url.startsWith('file:') || !path || path.endsWith('/'))
    return settings.problem('DATABASE_URL must name a file, such as file:./data/newkey.db.')
  return path
}

/** The path of a `file://` address; undefined for one that names another machine, or no path. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}

function readLevel(settings: Settings): LogLevel | undefined {
  const level = settings.get('LOG_LEVEL') ?? 'info'
  return (
    LOG_LEVELS.find((known) => known === level) ??
    settings.problem(`LOG_LEVEL is one of ${LOG_LEVELS.join(', ')}.`)
  )
}
