import { NOT_BUILT } from './not-built.ts'
import { fileSetting } from './value.ts'

/** The settings that hold a credential. Each may also come from a file, whose path is in the setting of that name and `_FILE`. */
export const CREDENTIALS = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_API_KEY',
  'TWILIO_API_SECRET',
] as const

const OTHERS = [
  'SLACK_API_URL',
  'APPROVED_USER_GROUPS',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_REGION',
  'TWILIO_EDGE',
  'TWILIO_API_URL',
  'MAX_ISSUES_PER_HOUR',
  'MAX_LIVE_KEYS_PER_PERSON',
  'REFUSALS_KEPT',
  'HOLD_REVOCATIONS',
  'AUDIT_CHANNEL',
  'CONTACT',
  'DATABASE_URL',
  'PORT',
  'HOST',
  'LOG_LEVEL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
]

/** Every setting, including those that aren't built yet. A test compares them with .env.example. */
export const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
  ...CREDENTIALS,
  ...CREDENTIALS.map(fileSetting),
  ...OTHERS,
  ...NOT_BUILT,
])

/** The spellings of the proxies' settings that curl, Node and most other programs read first (curl(1), "ENVIRONMENT"). */
const LOWER_CASE: ReadonlySet<string> = new Set(['https_proxy', 'http_proxy', 'no_proxy'])

/** Whether newkey reads a variable of exactly this name. */
export const isRead = (name: string): boolean => KNOWN_SETTINGS.has(name) || LOWER_CASE.has(name)
