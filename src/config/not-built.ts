import type { Settings } from './settings.ts'

/** Settings of features that aren't built yet. The change that builds a feature removes its settings from this list. */
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
  'SLACK_COMMAND',
  'TWILIO_IAM_URL',
] as const

/** Reports a problem for each of them that is set, since whoever set it relies on what it promises. */
export function refuseNotBuilt(settings: Settings): void {
  for (const name of NOT_BUILT)
    if (settings.get(name) !== undefined)
      settings.problem(`${name} isn't built yet. Unset it, so that nobody relies on it.`)
}
