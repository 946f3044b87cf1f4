import { exportLines } from '../src/audit/export.ts'
import { openAuditReader } from '../src/store/sqlite/audit-reader.ts'
import { readRows } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { asksFor, settled } from './invariants.ts'
import { openStage, PEOPLE, type Stage, settle } from './stage.ts'

/** What somebody might type to be more than a name. */
const FRAGMENTS = [
  ...[
    '<!channel>',
    '<!here>',
    '<@U0P0000001>',
    '<#C0GENERAL1>',
    '<!subteam^S0PLATFORM>',
    '<https://evil.example|Slack>',
  ],
  ...[
    '*bold*',
    '_it_',
    '~gone~',
    '`code`',
    '```',
    '> quote',
    '&amp;',
    '&lt;',
    '"',
    "'",
    '\\',
    '\\n',
    '{{x}}',
    '%s',
    '$(x)',
  ],
  ...[
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '|cmd',
    ';',
    '--',
    "'; drop table audit; --",
    '{"audit":true}',
    ':key:',
    '🔑',
    '😀',
  ],
  ...[
    '\u202E',
    '\u2066',
    '\u200B',
    '\u200D',
    '\uFEFF',
    '\u00AD',
    '\u0000',
    '\u001B[31m',
    '\t',
    '\r',
    '\n',
    '\u2028',
    '\u0085',
  ],
  ...[
    '\uE000',
    '\u0378',
    '\u2800',
    '\u00A0',
    'p\u0430y',
    '支払い',
    `SK${'a'.repeat(32)}`,
    ';=1',
    '|=1',
    '\t=1',
    '＝1',
    'ﬁ',
    'Ａ',
    '①',
    'é',
    'e\u0301',
    'платежи',
    '支付',
    '𝔸',
    '\uD800',
    '\uDC00',
    'SK',
    `AC${'0'.repeat(32)}`,
    'payments',
    'svc',
    ' ',
  ],
]

/** Whichever of these a spreadsheet is set to, no cell may be a formula. */
const SEPARATORS = [';', '\t', '|'] as const

function hostile(random: Random, most: number): string {
  const kind = random.below(20)
  if (kind === 0) return '🔑'.repeat(64)
  if (kind === 1) return '𝕏'.repeat(random.below(70))
  return Array.from({ length: 1 + random.below(most) }, () => random.pick(FRAGMENTS)).join('')
}

/** Where text of a requester's stands in a message as anything but inert text. */
function* interpreted(value: unknown, name: string, path = ''): Generator<string> {
  if (typeof value === 'string') {
    // The only place is the text of a rich_text element, which Slack never parses.
    if (value.includes(name) && !/elements\.\d+\.text$/.test(path)) yield path
    return
  }
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && value.type === 'mrkdwn') yield `${path} is mrkdwn`
  for (const [key, part] of Object.entries(value))
    yield* interpreted(part, name, path === '' ? key : `${path}.${key}`)
}

const messageOf = (body: string): unknown => {
  if (body.startsWith('{')) return JSON.parse(body)
  const form = Object.fromEntries(new URLSearchParams(body))
  return typeof form.blocks === 'string' ? { ...form, blocks: JSON.parse(form.blocks) } : form
}

const BATCH = 250
const AT_ONCE = 10
const MINUTE_MS = 60_000

/** How many names were looked at, however they were judged, and how many passed. */
interface Played {
  readonly looked: number
  readonly passed: number
}

async function play(stage: Stage, random: Random, count: number, violations: string[]): Promise<Played> {
  const running = await stage.start()
  const typed: string[] = []
  for (let done = 0; done < count; done += AT_ONCE) {
    // Most are refused: in the same minute newkey would soon look at none of them any more.
    stage.pass(MINUTE_MS)
    const texts = Array.from({ length: AT_ONCE }, () => {
      const name = hostile(random, 4)
      typed.push(name)
      const quoted = random.below(2) === 0 ? `"${name.replaceAll('"', '')}"` : name
      return `${quoted} ${random.below(3) === 0 ? hostile(random, 8) : ''}`
    })
    await Promise.all(texts.map((text) => running.send(stage.slack.command(random.pick(PEOPLE), text))))
    await running.app.idle()
  }
  await running.app.stop()

  for (const { request } of stage.slack.exchanges) {
    const message = messageOf(request.body)
    // Short pieces such as "-1" stand in our own words too: the longer ones are looked for.
    for (const path of new Set(
      typed.filter((name) => [...name].length > 7).flatMap((name) => [...interpreted(message, name)]),
    ))
      violations.push(`a name is interpreted at ${path} of ${request.path}`)
  }
  for (const line of stage.lines)
    if (line.trimEnd().split(/[\n\r\u2028\u2029\u0085]/u).length !== 1)
      violations.push('one event is more than one log line')
  const reader = await openAuditReader(stage.file)
  const records = await Array.fromAsync(reader.records())
  await reader.close()
  if (stage.lines.filter((line) => line.includes('"audit":true')).length !== records.length)
    violations.push('lines and records differ')
  for await (const line of exportLines(records, 'csv')) {
    if (/(^|,)"?[=+\-@\t\r]/.test(line)) violations.push('a cell of the CSV is a formula')
    for (const separator of SEPARATORS)
      if (line.split(separator).some((cell) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell)))
        violations.push(`a cell of the CSV, parted by ${JSON.stringify(separator)}, is a formula`)
  }
  // The record holds the very name that Twilio got.
  const recorded = new Set(records.map(({ name }) => name))
  const asked = stage.twilio.exchanges.flatMap(({ request }) => asksFor(request) ?? [])
  for (const name of asked)
    if (!recorded.has(name)) violations.push(`${JSON.stringify(name)} is not in the records`)
  return { looked: readRows(stage.file).requests.length, passed: asked.length }
}

/** Names and reasons that try to be something else, through the whole flow. */
export const hostileNames: Figure = {
  name: 'hostile names',
  runs: 10_000,
  short: 100,
  run: async (runs, random) => {
    const violations: string[] = []
    let [looked, passed] = [0, 0]
    for (let done = 0; done < runs; done += BATCH) {
      const stage = await openStage(5_000)
      const played = await play(stage, random, Math.min(BATCH, runs - done), violations)
      looked += played.looked
      passed += played.passed
      await settle(stage)
      // Names repeat here, so what is said of single names doesn't hold.
      violations.push(
        ...(await settled(stage)).filter((violation) => !/was asked for|live keys$/.test(violation)),
      )
      await stage.close()
    }
    return {
      seen: `${runs} names and reasons, ${looked} looked at, ${passed} of them passed to Twilio as they were`,
      violations: [
        ...violations,
        // A few begin with a word that is a command, or are longer than newkey reads.
        ...floor(looked, runs * 0.95, 'names looked at'),
        ...floor(passed, runs / 10, 'names passed'),
      ],
    }
  },
}
