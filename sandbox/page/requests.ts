import type { Fate } from '../exchange.ts'
import type { Sent } from '../recorder.ts'
import type { SentView } from './view.ts'

/** What each call is for, in plain words; the first that fits. */
const AIMS: ReadonlyArray<readonly [call: RegExp, aim: string]> = [
  [/^POST .*\/Keys\.json/, 'Create the key'],
  [/^DELETE .*\/Keys\//, 'Delete the key'],
  [/^GET .*\/Keys\.json/, 'Look through the keys'],
  [/auth\.test/, 'Who am I?'],
  [/users\.info/, 'Who is asking?'],
  [/usergroups\.users\.list/, 'Who is in the group?'],
  [/usergroups\.list/, 'Which groups are there?'],
  [/conversations\.open/, 'Open the DM'],
  [/chat\.postEphemeral/, 'Show the secret'],
  [/chat\.postMessage/, 'Post a message'],
  [/chat\.update/, 'Change a message'],
  [/views\./, 'Show a view'],
  [/\/commands\//, 'Answer where it was typed'],
  [/\/actions\//, 'Answer to a click'],
]

/** Bodies longer than this are cut (characters). */
const MOST_SHOWN = 2_500

/** A request as the page shows it. @param hide takes every secret out of a text */
export function requestRow(
  { number, at, to, request, fate, answer }: Sent,
  secrets: readonly string[],
  hide: (text: string) => string,
): SentView {
  const path = request.path.split('?')[0] ?? ''
  const holds = (text: string): boolean => secrets.some((secret) => text.includes(secret))
  const lost = answer === 'lost'
  // What is answered at once is shown as answered at once, and not first as waiting.
  const waiting = answer === 'due' && fate.kind === 'answer' && fate.delayMs !== undefined
  const body = fate.kind === 'answer' && !waiting && !lost ? fate.body : ''
  return {
    kind: 'request',
    id: `request ${number}`,
    at,
    to,
    aim: AIMS.find(([call]) => call.test(`${request.method} ${path}`))?.[1] ?? '',
    call: callOf(request.method, path),
    answer: lost ? 'answer lost' : waiting ? 'no answer yet' : answerOf(fate),
    state: waiting
      ? 'waiting'
      : !lost && fate.kind === 'answer' && fate.status < 400 && !errorOf(fate)
        ? 'ok'
        : 'bad',
    beside: false,
    secret: holds(request.body) ? 'out' : holds(body) ? 'in' : undefined,
    sent: readable(hide(request.body)),
    got: readable(hide(body)),
  }
}

function callOf(method: string, path: string): string {
  const slack = path.match(/^\/api\/(.+)$/)?.[1]
  if (slack) return slack
  if (/^\/(commands|actions)\//.test(path)) return 'response_url'
  const at = path.indexOf('/Keys')
  const keys = at < 0 ? path : path.slice(at + 1)
  return `${method} ${keys.replace(/(SK\w{4})\w+/, '$1…')}`
}

function answerOf(fate: Fate): string {
  if (fate.kind !== 'answer') return 'connection broken'
  const error = errorOf(fate)
  return error ? `${fate.status} ${error}` : `${fate.status}`
}

/** The error that an answer names: Slack's in an answer of 200, Twilio's by its code. */
function errorOf(fate: Fate): string | undefined {
  if (fate.kind !== 'answer') return undefined
  return /"(?:error|code)":"?(\w+)/.exec(fate.body)?.[1]
}

/** Forms and JSON as lines. */
function readable(body: string): string {
  const text = body.startsWith('{') ? pretty(body) : form(body)
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}

function form(body: string): string {
  if (!body.includes('=')) return body
  return [...new URLSearchParams(body)]
    .map(([name, value]) => `${name}: ${value.startsWith('[') ? pretty(value) : value}`)
    .join('\n')
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
