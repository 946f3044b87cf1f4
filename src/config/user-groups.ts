import { type GroupId, isGroupId } from '../ids.ts'
import type { Settings } from './settings.ts'

/** Slack's answer to one command has to come in 3 s, so only so many groups are read for it. */
const MOST_GROUPS = 8

/**
 * The user groups whose members may have keys.
 * @returns `handles` are those that were named by handle, which is refused: their ids can be looked up to help
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
      'APPROVED_USER_GROUPS is missing: the ids (S…) of the user groups whose members may have keys.',
    )
  if (groups.length > MOST_GROUPS) settings.problem(`APPROVED_USER_GROUPS takes up to ${MOST_GROUPS} groups.`)
  if (named.some((group) => !isGroupId(group) && !group.startsWith('@')))
    settings.problem('APPROVED_USER_GROUPS is a list, with commas between, of ids of user groups (S…).')
  return { groups, handles }
}
