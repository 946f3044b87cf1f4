import type { Secret } from '../secret.ts'
import type { SlackSettings } from '../slack/api/client.ts'
import type { Settings } from './settings.ts'

/** How Slack reaches newkey. Over HTTP Slack signs its requests; in Socket Mode newkey connects to Slack with the app token. */
export type Transport =
  | { readonly kind: 'http'; readonly signingSecret: Secret }
  | { readonly kind: 'socket'; readonly appToken: Secret }

/** Reads the bot token and the address of Slack's API. @returns undefined after reporting a problem */
export function readSlack(settings: Settings): SlackSettings | undefined {
  const where = 'your Slack app, OAuth & Permissions'
  const token = settings.credential('SLACK_BOT_TOKEN', /^xoxb-\S+$/, 'xoxb-…', where)
  const url = settings.address('SLACK_API_URL', 'https://slack.com/api/')
  return token && url ? { token, apiUrl: `${url}/` } : undefined
}

/** Whether newkey uses Socket Mode, which it does if an app token is set. */
export const usesSocketMode = (settings: Settings): boolean => settings.get('SLACK_APP_TOKEN') !== undefined

/** Reads how Slack reaches newkey, with the credential for it. @returns undefined after reporting a problem */
export function readTransport(settings: Settings): Transport | undefined {
  if (usesSocketMode(settings)) {
    const where = 'your Slack app, Basic Information, App-Level Tokens'
    const appToken = settings.credential('SLACK_APP_TOKEN', /^xapp-\S+$/, 'xapp-…', where)
    return appToken && { kind: 'socket', appToken }
  }
  const like = 'one word of letters and digits'
  const where = 'your Slack app, Basic Information; or set SLACK_APP_TOKEN instead to use Socket Mode'
  const signingSecret = settings.credential('SLACK_SIGNING_SECRET', /^\S{8,}$/, like, where)
  return signingSecret && { kind: 'http', signingSecret }
}
