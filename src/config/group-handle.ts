/** Lower-case letters and digits of any script, with `-`, `_` and `.` after the first (Slack help: "Create a user group"). */
const HANDLE = /^@[\p{Ll}\p{Lo}\p{M}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._-]{0,39}$/u
/** The beginning of a Slack token, or as many hexadecimal digits as a Twilio credential has. */
const CREDENTIAL = /^@(xox|xapp)|[0-9a-f]{32}/

/**
 * The message for a group that the settings name by its handle, with what to write instead. It doesn't repeat anything
 * that doesn't look like a handle, since that may be a credential on the wrong line.
 * @param id the group's id, if Slack named it
 */
export function refuseHandle(handle: string, id: string | undefined): string {
  const shown = HANDLE.test(handle) && !CREDENTIAL.test(handle) ? handle : 'the entry that begins with @'
  return `APPROVED_USER_GROUPS: write ${id ?? 'the id of the group (S…)'} instead of ${shown}; a handle can be taken over by renaming a group.`
}
