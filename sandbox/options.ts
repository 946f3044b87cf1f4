import { parseArgs } from 'node:util'
import { OLGA, WANDA } from './slack/grid.ts'
import { ADA, EVE, GUEST } from './slack/people.ts'
import {
  isSlackTrouble,
  isTwilioTrouble,
  SLACK_TROUBLE_NAMES,
  type SlackTroubleName,
  TWILIO_TROUBLE_NAMES,
  type TwilioTroubleName,
} from './troubles.ts'

/** One command in the terminal. */
export interface Once {
  /** What is typed, such as `/newkey payments-svc`. */
  readonly command: string
  readonly as: { readonly name: string; readonly user: string }
  readonly twilio: TwilioTroubleName
  readonly slack: SlackTroubleName
  readonly grid: boolean
}
/** The page. */
export interface PageOptions {
  readonly port: number
  /** Whether a browser is opened where there is a desktop. */
  readonly open: boolean
  /** Whether the workspace belongs to an organisation (Slack docs: "Enterprise Grid"). */
  readonly grid: boolean
}
export type Options =
  | ({ readonly kind: 'once' } & Once)
  | ({ readonly kind: 'page' } & PageOptions)
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly wrong: string }

const PEOPLE: Readonly<Record<string, string>> = { ada: ADA, eve: EVE, guest: GUEST }
const PEOPLE_ON_GRID: Readonly<Record<string, string>> = { ...PEOPLE, wanda: WANDA, olga: OLGA }
const PORT = 4242
const [, ...twilioWords] = TWILIO_TROUBLE_NAMES
const [, ...slackWords] = SLACK_TROUBLE_NAMES

export const USAGE = `npm run sandbox                      a page with a Slack, a Twilio and the real bot between them
  --port N             where it is served (default: ${PORT}, or another where that is taken)
  --no-open            opens no browser
  --grid               the workspace belongs to an organisation (Slack's Enterprise Grid), as developer sandboxes do
npm run sandbox -- --once ['<command>']
                       one command in the terminal (default: /newkey payments-svc)
  --as ada|eve|guest   who types it: Ada is in the approved group, Eve isn't, the guest is a guest
  --grid               as above; then also --as wanda|olga: Wanda is in the approved group, and her id begins with W; Olga is
                       listed in it, but belongs to another workspace of the organisation
  --twilio ${twilioWords.join('|')}
                       Twilio answers late, is down, rejects the request as one too many, or makes the key but loses its answer
  --slack ${slackWords.join('|')}
                       Slack refuses the message with the secret, is down, or rejects requests as too many
`

/** Reads the options: any but those of the page mean one command in the terminal. */
export function readOptions(args: readonly string[]): Options {
  // The command may be left out.
  const whole = args.flatMap((arg, at) =>
    arg === '--once' && (args[at + 1] ?? '--').startsWith('--') ? [arg, '/newkey payments-svc'] : [arg],
  )
  const wrong = (words: string): Options => ({ kind: 'wrong', wrong: words })
  let given: ReturnType<typeof parse>
  try {
    given = parse(whole)
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split('. ')[0] ?? '') : '')
  }
  if (given.help) return { kind: 'help' }
  const { once, as, twilio, slack, grid = false } = given
  if ([once, as, twilio, slack].every((value) => value === undefined)) {
    const port = Number(given.port ?? PORT)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return wrong('--port is a number up to 65535')
    return { kind: 'page', port, open: !given['no-open'], grid }
  }
  const name = as ?? 'ada'
  const people = grid ? PEOPLE_ON_GRID : PEOPLE
  const user = Object.hasOwn(people, name) ? people[name] : undefined
  const [atTwilio, atSlack] = [twilio ?? 'works', slack ?? 'works']
  const command = once ?? '/newkey payments-svc'
  if (!user && Object.hasOwn(PEOPLE_ON_GRID, name)) return wrong(`--as ${name} needs --grid`)
  if (!user) return wrong(`--as is one of ${Object.keys(people).join(', ')}`)
  if (!isTwilioTrouble(atTwilio)) return wrong(`--twilio is one of ${twilioWords.join(', ')}`)
  if (!isSlackTrouble(atSlack)) return wrong(`--slack is one of ${slackWords.join(', ')}`)
  if (!command.startsWith('/newkey')) return wrong('--once is a command that begins with /newkey')
  return { kind: 'once', command, as: { name, user }, twilio: atTwilio, slack: atSlack, grid }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      once: { type: 'string' },
      as: { type: 'string' },
      twilio: { type: 'string' },
      slack: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      grid: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}
