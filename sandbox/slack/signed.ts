import { createHmac } from 'node:crypto'

/** Something Slack sends to the app, signed. */
export interface Signed {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api'
  readonly path: '/slack/events'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The same as Socket Mode carries it. */
  readonly payload: object
}

/** Who sends and who is meant, in every payload. */
export const APP = 'A0NEWKEY01'
export const BOT = 'B0NEWKEY01'
export const DOMAIN = 'newkey-sandbox'
export const TOKEN = 'deprecated-verification-token'

export const FORM = 'application/x-www-form-urlencoded'

/** The headers of a signed request (Slack docs: "Verifying requests from Slack"). */
export function signedHeaders(
  secret: string,
  timestamp: number,
  body: string,
  contentType: string,
): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${signature}`,
  }
}
