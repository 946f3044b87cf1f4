import { Secret } from '../secret.ts'
import type { SlackSettings } from '../slack/api/client.ts'
import type { Settings } from './settings.ts'
import { flawOf, readValue } from './value.ts'

/** How Slack reaches newkey. Over HTTP Slack signs its requests; in Socket Mode newkey connects to Slack with the app token. */
export type Transport =
  | { readonly kind: 'http'; readonly signingSecrets: readonly Secret[] }
  | { readonly kind: 'socket'; readonly appToken: Secret }

/** Reads the bot token and the address of Slack's API. @returns undefined after reporting a problem */
export function readSlack(settings: Settings): SlackSettings | undefined {
  const where = 'your Slack app, OAuth & Permissions'
  const token = settings.credential('SLACK_BOT_TOKEN', /^xoxb-[\w-]+$/, 'xoxb-…', where)
  const url = settings.address('SLACK_API_URL', 'https://slack.com/api/')
  return token && url ? { token, apiUrl: `${url}/` } : undefined
}

/** Whether newkey uses Socket Mode, which it does if an app token is set. */
export const usesSocketMode = (settings: Settings): boolean => settings.isGiven('SLACK_APP_TOKEN')

/** Reads how Slack reaches newkey, with the credential for it. @returns undefined after reporting a problem */
export function readTransport(settings: Settings): Transport | undefined {
  if (usesSocketMode(settings)) {
    const where = 'your Slack app, Basic Information, App-Level Tokens'
    const appToken = settings.credential('SLACK_APP_TOKEN', /^xapp-[\w-]+$/, 'xapp-…', where)
    return appToken && { kind: 'socket', appToken }
  }
  const signingSecrets = readSigningSecrets(settings)
  return signingSecrets && { kind: 'http', signingSecrets }
}

/** While the signing secret is replaced, requests that Slack signed before and after the change may arrive. */
const MOST_SECRETS = 2
/** Tokens begin with `xox` or `xapp`, and are often pasted into the wrong line. */
const isSigningSecret = (text: string): boolean => /^[\w.-]{8,}$/.test(text) && !/^(xox|xapp)/.test(text)

/** Reads the signing secret, or two separated by a comma. @returns undefined after reporting a problem */
function readSigningSecrets(settings: Settings): readonly Secret[] | undefined {
  const where = 'your Slack app, Basic Information; or set SLACK_APP_TOKEN instead to use Socket Mode'
  const name = 'SLACK_SIGNING_SECRET'
  const secrets = signingSecretsIn(settings.get(name))
  if (secrets.length === 0)
    return settings.isGiven(name) && settings.get(name) === undefined
      ? undefined
      : settings.problem(`${name} is missing. Find it in ${where}.`)
  if (secrets.length > MOST_SECRETS)
    return settings.problem(
      `${name} can have at most ${MOST_SECRETS} secrets, separated by a comma: the new one and the old one. Remove the others.`,
    )
  if (secrets.every((secret) => isSigningSecret(secret) && flawOf(secret) === undefined))
    return secrets.map((secret) => new Secret(secret))
  return settings.problem(
    `${name} should look like one word of letters and digits, or two separated by a comma. Find it in ${where}.`,
  )
}

/** The secrets of a list, each once. */
const signingSecretsIn = (list: string | undefined): readonly string[] => [
  ...new Set((list ?? '').split(',').flatMap((secret) => readValue(secret) ?? [])),
]

/**
 * The warning about a signing secret that isn't like Slack's, such as one that was cut when it was copied; empty if there
 * is none to check. Slack doesn't document the form, so it is no reason to refuse the start.
 */
export function doubtSigningSecret(settings: Settings): readonly string[] {
  if (usesSocketMode(settings)) return []
  const odd = signingSecretsIn(settings.get('SLACK_SIGNING_SECRET')).some(
    (secret) => !/^[0-9a-f]{32}$/.test(secret),
  )
  return odd
    ? [
        "SLACK_SIGNING_SECRET isn't 32 digits and letters from a to f, as Slack's signing secrets are. If newkey refuses what Slack sends as forged, copy it again from your Slack app, Basic Information.",
      ]
    : []
}
