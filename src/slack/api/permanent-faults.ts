/** What an operator does about a bot token that Slack refuses. */
const NEW_TOKEN =
  'Copy the Bot User OAuth Token from the app’s OAuth & Permissions page to SLACK_BOT_TOKEN, and restart newkey.'
const ASK_SLACK_ADMIN = 'Ask an admin of the Slack workspace to allow it.'
const CHECK_CHANNEL = 'Check AUDIT_CHANNEL, and invite newkey to that channel.'

/** Faults of the bot token or the app itself: every call fails until they are mended (Slack docs: auth.test, Errors). */
const TOKEN: Readonly<Record<string, string>> = {
  invalid_auth: `Slack doesn’t accept the bot token. ${NEW_TOKEN}`,
  not_authed: `Slack got no bot token. ${NEW_TOKEN}`,
  token_revoked: `The bot token was revoked. Install the app again. ${NEW_TOKEN}`,
  token_expired: `The bot token has expired. Turn token rotation off in the app’s settings. ${NEW_TOKEN}`,
  account_inactive: `The app was removed from the workspace, or its bot user was deactivated. Install the app again. ${NEW_TOKEN}`,
  not_allowed_token_type: `SLACK_BOT_TOKEN holds a token of another kind. ${NEW_TOKEN}`,
  org_login_required: `The workspace was moved to an organization that requires its own sign-in. Install the app in it again. ${NEW_TOKEN}`,
  team_access_not_granted: `The app isn’t installed in this workspace. Install it there. ${NEW_TOKEN}`,
}

/** Faults of what the app may do: they hit everybody, and waiting doesn't help (Slack docs: each method's "Errors"). */
const FORBIDDEN: Readonly<Record<string, string>> = {
  no_permission: `The app’s bot may not do this in the workspace. ${ASK_SLACK_ADMIN}`,
  access_denied: `Slack denies the app access. ${ASK_SLACK_ADMIN}`,
  permission_denied: `The app’s bot may not do this in the workspace. ${ASK_SLACK_ADMIN}`,
  restricted_action: `A setting of the workspace forbids this to the app. ${ASK_SLACK_ADMIN}`,
  ekm_access_denied: `The workspace’s Enterprise Key Management blocks messages. ${ASK_SLACK_ADMIN}`,
  enterprise_is_restricted: `The organization forbids this method to the app. ${ASK_SLACK_ADMIN}`,
  two_factor_setup_required: `The workspace requires two-factor authentication to be set up first. ${ASK_SLACK_ADMIN}`,
  accesslimited: `Slack limits access to this method. ${ASK_SLACK_ADMIN}`,
  messages_tab_disabled:
    'The app’s Messages tab is off, so it can’t have DMs. Turn it on under App Home in the app’s settings, as manifest.yml does.',
  paid_teams_only: 'User groups need a paid Slack plan, and the workspace has none.',
  plan_upgrade_required: 'User groups need a paid Slack plan, and the workspace has none.',
  team_added_to_org:
    'Slack is moving the workspace into an organization. Once that is done, install the app again.',
  method_deprecated: 'Slack no longer offers this method. Update newkey.',
  deprecated_endpoint: 'Slack no longer offers this method. Update newkey.',
  unknown_method: 'This isn’t Slack’s Web API. Check SLACK_API_URL, or unset it.',
}

/** Faults of one channel. In somebody's DM they concern that person alone; in the audit channel an operator has to act. */
const CHANNEL: Readonly<Record<string, string>> = {
  not_in_channel: `newkey isn’t in the channel. ${CHECK_CHANNEL}`,
  channel_not_found: `Slack doesn’t know the channel, or newkey isn’t in it. ${CHECK_CHANNEL}`,
  is_archived: `The channel is archived. ${CHECK_CHANNEL}`,
  restricted_action_read_only_channel: `newkey may not post in the channel. ${CHECK_CHANNEL}`,
  restricted_action_non_threadable_channel: `newkey may not post in the channel. ${CHECK_CHANNEL}`,
}

/** Whether every call fails until the token or the app is mended. */
export const isTokenFault = (fault: string): boolean => Object.hasOwn(TOKEN, fault)

/** Whether a fault hits everybody until an operator acts. */
export const hitsEverybody = (fault: string): boolean =>
  fault === 'missing_scope' || isTokenFault(fault) || Object.hasOwn(FORBIDDEN, fault)

/**
 * What an operator does about a fault for which trying again is no use.
 * @param fault Slack's error code @param needed the scopes that Slack says are missing
 * @param inAuditChannel whether it happened in the audit channel: elsewhere, a fault of a channel concerns one person
 * @returns one or a few sentences; undefined for a fault that may pass
 */
export function fixFor(fault: string, needed: readonly string[], inAuditChannel = false): string | undefined {
  if (fault === 'missing_scope') return lackOf(needed)
  for (const faults of inAuditChannel ? [TOKEN, FORBIDDEN, CHANNEL] : [TOKEN, FORBIDDEN])
    if (Object.hasOwn(faults, fault)) return faults[fault]
  return undefined
}

/** What to do about scopes that the bot token lacks. @param scopes may be empty, where Slack doesn't name them */
export function lackOf(scopes: readonly string[]): string {
  const [first] = scopes
  const what =
    first === undefined
      ? 'a scope that it needs'
      : scopes.length === 1
        ? `the scope ${first}`
        : `the scopes ${scopes.join(', ')}`
  return `The bot token lacks ${what}. Add what manifest.yml lists under OAuth & Permissions, Bot Token Scopes, and reinstall the app. Restart newkey only if the token has changed.`
}
