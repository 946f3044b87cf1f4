import { nearest } from './edit-distance.ts'
import { isRead, KNOWN_SETTINGS } from './known-settings.ts'
import type { Environment } from './settings.ts'

/** Names that look like settings and aren't. No line repeats a value. */
export interface NameCheck {
  /** Names that are almost a setting's, each with the right one. They prevent the start. */
  readonly refused: readonly string[]
  /** Names that begin like newkey's settings, and aren't near any. */
  readonly warnings: readonly string[]
}

/** How the names of newkey's settings begin. */
const OURS = [
  'SLACK_',
  'TWILIO_',
  'MAX_',
  'APPROV',
  'BREAK_GLASS',
  'AUDIT_',
  'KEY_',
  'ROTATE_',
  'HOLD_',
  'REFUSAL',
  'UNCONFIRMED_',
  'REQUIRE_',
  'NAME_PATTERN',
  'NEWKEY_',
  'DATABASE_URL',
]
/** What Kubernetes adds for a service of that name (Kubernetes docs: "Service", environment variables). */
const KUBERNETES = /_(SERVICE_HOST|SERVICE_PORT|PORT)(_|$)/
/** Variables of widespread tools whose names are near one of newkey's by chance. */
const FOREIGN: ReadonlySet<string> = new Set(['SLACK_API_TOKEN', 'FTP_PROXY'])
/** A shorter name is too near to others, such as HOST to HOME. */
const SHORTEST = 7

/**
 * Finds names that are meant as settings of newkey and aren't: misspelt, in lower case, or with a part of the line around
 * them. A variable that is empty or belongs to another program is left out.
 * @param inFile the names in `.env`, which is newkey's own: there, short ones such as `port` are newkey's too
 */
export function checkNames(env: Environment, inFile: ReadonlySet<string> = new Set()): NameCheck {
  const refused: string[] = []
  const warnings: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (isRead(name) || !value?.trim()) continue
    const plain = plainName(name)
    const file = plain.replace(/_FILE$/, '')
    const meant = inFile.has(name) && KNOWN_SETTINGS.has(plain) ? plain : meantBy(plain)
    if (meant !== undefined) refused.push(`${shown(name)} isn't a setting. Write ${meant} instead.`)
    else if (file !== plain && file.includes('_') && KNOWN_SETTINGS.has(file))
      refused.push(`${shown(name)} isn't a setting, since only credentials are read from files. Set ${file}.`)
    else if (OURS.some((begins) => plain.startsWith(begins)) && !KUBERNETES.test(plain))
      warnings.push(`${shown(name)} isn't a setting of newkey, and is ignored.${suggestion(plain)}`)
  }
  return { refused, warnings }
}

/** The name in capitals, without what a file for a shell or an editor may put around it. */
const plainName = (name: string): string =>
  name
    .replace(/^\s*(export|set|env)\s+/i, '')
    .replace(/[^\w.\s-]/g, '')
    .trim()
    .toUpperCase()
    .replace(/[\s.-]+/g, '_')

/** The setting that is almost certainly meant. */
function meantBy(plain: string): string | undefined {
  if (plain.length < SHORTEST || !plain.includes('_') || FOREIGN.has(plain)) return undefined
  const near = nearest(plain, KNOWN_SETTINGS)
  return near && near.edits <= mostEdits(near.word) ? near.word : undefined
}

const mostEdits = (name: string): number => (name.length < 10 ? 1 : 2)

/** The nearest setting, where at least half of its letters are right. */
function suggestion(plain: string): string {
  const near = nearest(plain.replace(/^NEWKEY_/, ''), KNOWN_SETTINGS)
  return near && near.edits <= near.word.length / 2 ? ` The nearest setting is ${near.word}.` : ''
}

/** A name that holds anything unusual may be a whole line with a credential, so it isn't repeated. */
function shown(name: string): string {
  const usual = /^[\w .-]{1,60}$/.test(name) && !/xox|xapp|[0-9a-f]{32}/i.test(name)
  return usual ? name.trim() : 'A variable with an unusual name'
}
