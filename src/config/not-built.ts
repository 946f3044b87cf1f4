import type { Settings } from './settings.ts'

/** Settings that newkey is going to have. Each leaves this list with the work that reads it. */
export const NOT_BUILT = [
  'APPROVER_USER_GROUPS',
  'APPROVAL_CHANNEL',
  'APPROVAL_TTL',
  'BREAK_GLASS_USER_GROUPS',
  'UNCONFIRMED_REVOKE_AFTER',
  'KEY_TTL',
  'ROTATE_GRACE',
  'ROTATE_NEEDS_APPROVAL',
  'REQUIRE_REASON',
  'NAME_PATTERN',
  'CONTACT',
  'SLACK_COMMAND',
  'TWILIO_IAM_URL',
] as const

/** Notes a problem for each that is set: whoever sets one relies on what it promises. */
export function refuseNotBuilt(settings: Settings): void {
  for (const name of NOT_BUILT)
    if (settings.get(name) !== undefined)
      settings.problem(`${name} isn't built yet. Unset it, so that nobody relies on it.`)
}
