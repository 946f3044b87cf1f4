import { type GroupId, isGroupId } from '../ids.ts'
import type { Settings } from './settings.ts'

/** A command reads every group, and has to be answered within 3 s, so their number is limited. */
const MOST_GROUPS = 8

/**
 * Reads the user groups whose members may have keys.
 * @returns `handles` are groups that were given by handle, which is refused; their ids can be looked up to help
 */
export function readApprovedGroups(settings: Settings): {
  readonly groups: readonly GroupId[]
  readonly handles: readonly string[]
} {
  const list = settings.get('APPROVED_USER_GROUPS') ?? ''
  const named = list
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '')
  const groups = [...new Set(named.filter(isGroupId))]
  const handles = named.filter((group) => group.startsWith('@'))
  if (named.length === 0)
    settings.problem(
      'APPROVED_USER_GROUPS is missing. Set it to the ids (S…) of the user groups whose members may have keys.',
    )
  if (groups.length > MOST_GROUPS)
    settings.problem(`APPROVED_USER_GROUPS can have at most ${MOST_GROUPS} groups.`)
  if (named.some((group) => !isGroupId(group) && !group.startsWith('@')))
    settings.problem('APPROVED_USER_GROUPS must be a list of user group ids (S…), separated by commas.')
  return { groups, handles }
}
