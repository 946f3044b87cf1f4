/** Lower-case letters and digits of any script, with `-`, `_` and `.` between (Slack help: "Create a user group"). */
const HANDLE = /^@[\p{Ll}\p{Lo}\p{M}\p{N}][\p{Ll}\p{Lo}\p{M}\p{N}._-]{0,39}$/u
/** Beginnings of Slack's tokens, and as many hexadecimal digits as Twilio's credentials have. */
const CREDENTIAL = /^@(xox|xapp)|[0-9a-f]{32}/

/**
 * Why a group that the settings name by its handle is refused, and what to write instead. What doesn't look like a
 * handle isn't repeated: it may be a credential in the wrong line.
 * @param id the group's id where Slack said it
 */
export function refuseHandle(handle: string, id: string | undefined): string {
  const shown = HANDLE.test(handle) && !CREDENTIAL.test(handle) ? handle : 'what begins with @'
  return `APPROVED_USER_GROUPS: write ${id ?? 'the id of the group (S…)'} instead of ${shown}; a handle can be taken over by renaming a group.`
}
