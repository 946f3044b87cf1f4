import type { Log } from '../../log.ts'

const TOKEN =
  'Slack refuses SLACK_APP_TOKEN. Create an app-level token with the scope connections:write (api.slack.com/apps, Basic Information, App-Level Tokens), or check SLACK_APP_TOKEN for a typing mistake'
const SCOPE =
  'SLACK_APP_TOKEN lacks the scope connections:write. Create an app-level token that has it (api.slack.com/apps, Basic Information, App-Level Tokens), and set SLACK_APP_TOKEN to it'
const KIND =
  'SLACK_APP_TOKEN is a token of another kind. Socket Mode needs the app-level token, which begins with xapp- (api.slack.com/apps, Basic Information, App-Level Tokens)'
const APP =
  'Slack does not let this app connect. Check that the app is still installed and allowed in your workspace, and that SLACK_APP_TOKEN belongs to it'
const SWITCHED_OFF =
  'Socket Mode is switched off for the Slack app, so no command reaches newkey. Switch it on (api.slack.com/apps, Socket Mode), or remove SLACK_APP_TOKEN to use HTTP'
const PATIENCE =
  'newkey tries again. If this keeps happening, check that your network lets web sockets through to Slack'

/** What no retry mends, by Slack's error code (Slack docs: "apps.connections.open", Errors; "Using Socket Mode", disconnect). */
const PERMANENT: ReadonlyMap<string, string> = new Map([
  ['invalid_auth', TOKEN],
  ['not_authed', TOKEN],
  ['token_revoked', TOKEN],
  ['token_expired', TOKEN],
  ['not_allowed_token_type', KIND],
  ['missing_scope', SCOPE],
  ['no_permission', SCOPE],
  ['account_inactive', APP],
  ['user_removed_from_team', APP],
  ['team_disabled', APP],
  ['team_access_not_granted', APP],
  ['access_denied', APP],
  ['forbidden_team', APP],
  ['ekm_access_denied', APP],
  ['org_login_required', APP],
  ['link_disabled', SWITCHED_OFF],
])

/** How far an attempt got before its time was over, and other causes that may pass. */
const PASSING: ReadonlyMap<string, string> = new Map([
  ['no_address', `Slack did not say in time where to connect. ${PATIENCE}`],
  ['no_upgrade', `Slack's address did not answer as a web socket in time. ${PATIENCE}`],
  ['no_hello', `Slack accepted the web socket and then said nothing. ${PATIENCE}`],
  ['ratelimited', 'Slack asks newkey to wait before it connects again, so newkey waits that long'],
  [
    'too_many_websockets',
    'Slack has too many open connections from this app. Stop whatever else uses its SLACK_APP_TOKEN',
  ],
])

const UNKNOWN =
  'Slack did not open the socket; newkey tries again. If this keeps happening, check SLACK_APP_TOKEN and the network connection to Slack'

/**
 * Logs that an attempt to connect failed.
 * @param fault Slack's error code, the system's, or newkey's own word
 * @param ms the pause before the next attempt
 */
export function logFailure(log: Log, fault: string, ms: number): void {
  log.error(PERMANENT.get(fault) ?? PASSING.get(fault) ?? UNKNOWN, { fault, ms })
}

/** Logs that Slack asked for a new connection. @param reason Slack's word for why */
export function logAsked(log: Log, reason: string): void {
  const permanent = PERMANENT.get(reason)
  if (permanent !== undefined) log.error(permanent, { fault: reason })
  else log.info('Slack asks for a new connection in Socket Mode; newkey makes one', { fault: reason })
}

/**
 * Logs that Slack ended a connection soon after it had begun.
 * @param ms the pause before the next attempt
 */
export function logShort(log: Log, reason: string, ms: number): void {
  log.warn('Slack ended the connection soon after it began, so newkey waits before the next one', {
    fault: reason,
    ms,
  })
}

/**
 * Logs that a connection was lost without Slack having asked for a new one.
 * @param fault the code of the close, or `ping_timeout`
 * @param ms the pause before the next attempt
 */
export function logLost(log: Log, fault: string, ms: number): void {
  const message =
    fault === 'ping_timeout'
      ? 'Slack stopped answering on the web socket, so newkey closed it and connects again'
      : 'The web socket to Slack was closed; newkey connects again'
  log.warn(message, { fault, ms })
}
