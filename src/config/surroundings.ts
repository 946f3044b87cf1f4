import type { Environment } from './settings.ts'

/** What newkey finds around itself. Each line names its fix, and none repeats a value that may be a credential. */
export interface Surroundings {
  /** newkey doesn't start with these. */
  readonly refused: readonly string[]
  /** These weaken what newkey promises, and are said loudly at every start. */
  readonly named: readonly string[]
  /** These are usual in some companies, and are said without alarm. */
  readonly noted: readonly string[]
}

/** Node's flags (Node.js docs: "Command-line options") that give credentials away. */
const REFUSED_FLAGS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^--tls-keylog$/, 'writes the keys of TLS connections to a file, and with them every credential'],
  [/^--trace-tls$/, 'prints what TLS connections are made of'],
]
const INSPECT = /^--inspect(-brk|-wait)?$/
const NAMED_FLAGS: ReadonlyArray<readonly [RegExp, string]> = [
  [INSPECT, 'opens a debugger, and whoever connects to it reads every credential'],
  [/^--insecure-http-parser$/, 'accepts HTTP that is malformed'],
  [/^--tls-/, 'changes which TLS connections are accepted'],
  [/^--(heapsnapshot-|heap-prof)/, 'writes what is in memory to a file, and credentials with it'],
  [/^--abort-on-uncaught-exception$/, 'makes a core dump of a fault, which holds credentials'],
]
const NOTED_FLAGS = /^--(use-system-ca|use-openssl-ca)$/
/** The parts of Node whose debug output has the addresses and headers of requests: NODE_DEBUG takes patterns too. */
const TALKATIVE = /http|net|tls|undici|fetch|websocket|stream|\*/i

const SLACK_HOST = /^([a-z0-9-]+\.)*slack(-gov)?\.com$/
const TWILIO_HOST = /^([a-z0-9-]+\.)*twilio\.com$/

/** Judges the environment and Node's own arguments, purely. @param execArgv as in `process.execArgv` */
export function surroundings(env: Environment, execArgv: readonly string[]): Surroundings {
  const refused: string[] = []
  const named: string[] = []
  const noted: string[] = []
  if (env.NODE_TLS_REJECT_UNAUTHORIZED?.trim() === '0')
    refused.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as Slack or Twilio. Unset it; name a certificate authority of your own in NODE_EXTRA_CA_CERTS instead.',
    )
  if (env.SSLKEYLOGFILE)
    refused.push('SSLKEYLOGFILE asks for the keys of TLS connections, which give credentials away. Unset it.')
  if (TALKATIVE.test(env.NODE_DEBUG ?? ''))
    refused.push('NODE_DEBUG would print the addresses and headers of requests, and credentials. Unset it.')
  if (env.NODE_DEBUG_NATIVE)
    named.push('NODE_DEBUG_NATIVE is set: Node prints what may hold credentials. Unset it.')
  if (env.NODE_EXTRA_CA_CERTS)
    noted.push('NODE_EXTRA_CA_CERTS is set: the certificate authorities in that file are trusted too.')
  if (env.NODE_USE_SYSTEM_CA === '1')
    noted.push('NODE_USE_SYSTEM_CA=1 is set: the authorities that this machine trusts are trusted too.')

  for (const flag of flagsOf([...execArgv, ...wordsOf(env.NODE_OPTIONS)])) {
    const refusal = REFUSED_FLAGS.find(([shape]) => shape.test(flag))
    const weakness = NAMED_FLAGS.find(([shape]) => shape.test(flag))
    if (refusal) refused.push(`Node's option ${flag} ${refusal[1]}. Start newkey without it.`)
    else if (weakness) named.push(`Node's option ${flag} ${weakness[1]}. Start newkey without it.`)
    else if (NOTED_FLAGS.test(flag))
      noted.push(`Node's option ${flag} changes which authorities are trusted.`)
  }
  for (const [name, own, owner] of [
    ['SLACK_API_URL', SLACK_HOST, 'Slack'],
    ['TWILIO_API_URL', TWILIO_HOST, 'Twilio'],
  ] as const) {
    const url = URL.parse(env[name]?.trim() ?? '')
    if (url && !own.test(url.hostname))
      named.push(`${name} isn't ${owner}'s own address: newkey sends its ${owner} credential to ${url.host}.`)
  }
  return { refused, named, noted }
}

/** Whether somebody asked Node for a debugger. @param options as in `NODE_OPTIONS` */
export const asksForDebugger = (execArgv: readonly string[], options: string | undefined): boolean =>
  flagsOf([...execArgv, ...wordsOf(options)]).some((flag) => INSPECT.test(flag))

/**
 * The words of `NODE_OPTIONS` as Node reads them (Node's source: ParseNodeOptionsEnvVar): blanks alone part them, a `"`
 * anywhere begins or ends a part that may hold blanks, and in such a part a backslash takes the next character as it is.
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

/** The flags, once each and without their values; Node reads `_` as `-`. */
function flagsOf(words: readonly string[]): readonly string[] {
  const flags = words.filter((word) => word.startsWith('--'))
  return [...new Set(flags.map((word) => (word.split('=')[0] ?? word).replaceAll('_', '-')))]
}

/**
 * What to say when this process may leave a core dump, which holds credentials; nothing where they are off.
 * @param limits what Linux says of the process in `/proc/self/limits` (proc_pid_limits(5)); undefined elsewhere
 */
export function coreDumps(limits: string | undefined): readonly string[] {
  const soft = /^Max core file size\s+(\S+)/m.exec(limits ?? '')?.[1]
  if (soft === undefined || soft === '0') return []
  return [
    'Core dumps are on, and one would hold credentials. Use npm start, LimitCORE=0 (systemd) or --ulimit core=0 (Docker).',
  ]
}
