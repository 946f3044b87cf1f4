import { parseArgs } from 'node:util'
import { ADA, EVE, GUEST } from './slack/people.ts'
import type { Trouble as SlackTrouble } from './slack/trouble.ts'
import type { Trouble as TwilioTrouble } from './twilio/trouble.ts'

export interface Options {
  /** What is typed, such as `/newkey payments-svc`. */
  readonly command: string
  readonly as: { readonly name: string; readonly user: string }
  readonly twilio: TwilioTrouble | undefined
  /** The Slack method that goes wrong, and how. */
  readonly slack: readonly [method: string, trouble: SlackTrouble] | undefined
}

const PEOPLE: Readonly<Record<string, string>> = { ada: ADA, eve: EVE, guest: GUEST }
const TWILIO: Readonly<Record<string, TwilioTrouble>> = {
  slow: { kind: 'slow', delayMs: 2_000 },
  // The connection breaks after the request: whether a key was made can't be told from here.
  down: { kind: 'reset' },
  '429': { kind: 'twilio', status: 429, code: 20429, message: 'Too many requests' },
}
const SLACK: Readonly<Record<string, readonly [string, SlackTrouble]>> = {
  'refuse-dm': ['chat.postEphemeral', { kind: 'error', error: 'channel_not_found' }],
}

export const USAGE = `npm run sandbox -- [options]
  --once '<command>'   what is typed (default: /newkey payments-svc)
  --as ada|eve|guest   who types it: Ada is in the approved group, Eve isn't, the guest is a guest
  --twilio slow|down|429
                       Twilio answers late, breaks the connection, or has had too many requests
  --slack refuse-dm    Slack refuses the message with the secret
`

/** Reads the options. @returns a sentence for what can't be read, or `help` */
export function readOptions(args: readonly string[]): Options | 'help' | { readonly wrong: string } {
  const texts = { once: '/newkey payments-svc', as: 'ada', twilio: '', slack: '' }
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'string' },
        as: { type: 'string' },
        twilio: { type: 'string' },
        slack: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return 'help'
    Object.assign(texts, values)
  } catch (error) {
    return { wrong: error instanceof Error ? (error.message.split('. ')[0] ?? '') : '' }
  }
  const user = PEOPLE[texts.as]
  const [twilio, slack] = [TWILIO[texts.twilio], SLACK[texts.slack]]
  if (!user) return { wrong: `--as is one of ${Object.keys(PEOPLE).join(', ')}` }
  if (texts.twilio && !twilio) return { wrong: `--twilio is one of ${Object.keys(TWILIO).join(', ')}` }
  if (texts.slack && !slack) return { wrong: `--slack is one of ${Object.keys(SLACK).join(', ')}` }
  if (!texts.once.startsWith('/newkey')) return { wrong: '--once is a command that begins with /newkey' }
  return { command: texts.once, as: { name: texts.as, user }, twilio, slack }
}
