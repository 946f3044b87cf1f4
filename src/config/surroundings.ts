import type { Environment } from './settings.ts'
import { readValue } from './value.ts'

/** What is unsafe or unusual in newkey's environment. No line repeats a value that may be a credential. */
export interface Surroundings {
  /** Problems that prevent the start, each with its fix. */
  readonly refused: readonly string[]
  /** Settings that weaken what newkey promises, each with its fix. They are logged as warnings at every start. */
  readonly warnings: readonly string[]
  /** Settings that are usual in some companies. They are logged as information. */
  readonly notes: readonly string[]
}

/** Flags of Node (Node.js docs: "Command-line options") that disclose credentials. */
const REFUSED_FLAGS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^--tls-keylog$/, 'writes the keys of TLS connections to a file, and with them every credential'],
  [/^--trace-tls$/, 'prints the contents of TLS connections'],
]
const INSPECT = /^--inspect(-brk|-wait)?$/
const NAMED_FLAGS: ReadonlyArray<readonly [RegExp, string]> = [
  [INSPECT, 'opens a debugger, and anybody who connects to it can read every credential'],
  [/^--insecure-http-parser$/, 'accepts HTTP that is malformed'],
  [/^--tls-/, 'changes which TLS connections are accepted'],
  [/^--(heapsnapshot-|heap-prof)/, 'writes the contents of memory to a file, credentials included'],
  [/^--abort-on-uncaught-exception$/, 'writes a core dump after a fault, and the dump holds credentials'],
]
const NOTED_FLAGS = /^--(use-system-ca|use-openssl-ca)$/
/** Parts of Node whose debug output has the addresses and headers of HTTP requests. NODE_DEBUG also takes patterns (`*`). */
const TALKATIVE = /http|net|tls|undici|fetch|websocket|stream|\*/i

const SLACK_HOST = /^([a-z0-9-]+\.)*slack(-gov)?\.com$/
const TWILIO_HOST = /^([a-z0-9-]+\.)*twilio\.com$/

/** Checks the environment and Node's own arguments, without side effects. @param execArgv as in `process.execArgv` */
export function surroundings(env: Environment, execArgv: readonly string[]): Surroundings {
  const refused: string[] = []
  const warnings: string[] = []
  const notes: string[] = []
  if (env.NODE_TLS_REJECT_UNAUTHORIZED?.trim() === '0')
    refused.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as Slack or Twilio. Unset it. To trust your own certificate authority, set NODE_EXTRA_CA_CERTS instead.',
    )
  if (env.SSLKEYLOGFILE)
    refused.push(
      'SSLKEYLOGFILE makes programs write the keys of TLS connections to a file, which discloses credentials. Unset it.',
    )
  if (TALKATIVE.test(env.NODE_DEBUG ?? ''))
    refused.push(
      'NODE_DEBUG would print the addresses and headers of HTTP requests, credentials included. Unset it.',
    )
  if (env.NODE_DEBUG_NATIVE)
    warnings.push('NODE_DEBUG_NATIVE is set: Node’s debug output may contain credentials. Unset it.')
  if (env.NODE_EXTRA_CA_CERTS)
    notes.push('NODE_EXTRA_CA_CERTS is set: the certificate authorities in that file are trusted too.')
  if (env.NODE_USE_SYSTEM_CA === '1')
    notes.push(
      'NODE_USE_SYSTEM_CA=1 is set: the certificate authorities that this machine trusts are trusted too.',
    )

  for (const flag of flagsOf([...execArgv, ...wordsOf(env.NODE_OPTIONS)])) {
    const refusal = REFUSED_FLAGS.find(([shape]) => shape.test(flag))
    const weakness = NAMED_FLAGS.find(([shape]) => shape.test(flag))
    if (refusal) refused.push(`Node's option ${flag} ${refusal[1]}. Start newkey without it.`)
    else if (weakness) warnings.push(`Node's option ${flag} ${weakness[1]}. Start newkey without it.`)
    else if (NOTED_FLAGS.test(flag))
      notes.push(`Node's option ${flag} changes which certificate authorities are trusted.`)
  }
  for (const [name, own, owner] of [
    ['SLACK_API_URL', SLACK_HOST, 'Slack'],
    ['TWILIO_API_URL', TWILIO_HOST, 'Twilio'],
  ] as const) {
    const url = URL.parse(readValue(env[name]) ?? '')
    if (url && !own.test(url.hostname))
      warnings.push(
        `${name} isn't ${owner}'s own address: newkey sends its ${owner} credential to ${url.host}.`,
      )
  }
  return { refused, warnings, notes }
}

/** Whether Node was started with a debugger. @param options as in `NODE_OPTIONS` */
export const asksForDebugger = (execArgv: readonly string[], options: string | undefined): boolean =>
  flagsOf([...execArgv, ...wordsOf(options)]).some((flag) => INSPECT.test(flag))

/**
 * Splits `NODE_OPTIONS` as Node does (Node's source: ParseNodeOptionsEnvVar). Only blanks separate words. A `"` anywhere
 * begins or ends a quoted part, which may contain blanks; inside it, a backslash escapes the next character.
 */
function wordsOf(options = ''): readonly string[] {
  const words: string[] = []
  let word = ''
  let quoted = false
  for (let at = 0; at < options.length; at++) {
    const sign = options[at] ?? ''
    if (quoted && sign === '\\') word += options[++at] ?? ''
    else if (sign === '"') quoted = !quoted
    else if (sign !== ' ' || quoted) word += sign
    else words.push(word)
    if (sign === ' ' && !quoted) word = ''
  }
  return [...words, word]
}

/** The flags, without duplicates and values. Node treats `_` as `-`. */
function flagsOf(words: readonly string[]): readonly string[] {
  const flags = words.filter((word) => word.startsWith('--'))
  return [...new Set(flags.map((word) => (word.split('=')[0] ?? word).replaceAll('_', '-')))]
}

/**
 * The warning for a process that may leave a core dump, which would hold credentials; empty if core dumps are off.
 * @param limits the contents of `/proc/self/limits` (Linux: proc_pid_limits(5)); undefined on other systems
 */
export function coreDumps(limits: string | undefined): readonly string[] {
  const soft = /^Max core file size\s+(\S+)/m.exec(limits ?? '')?.[1]
  if (soft === undefined || soft === '0') return []
  return [
    'Core dumps are on, and a dump would hold credentials. To turn them off, use npm start, LimitCORE=0 (systemd) or --ulimit core=0 (Docker).',
  ]
}
