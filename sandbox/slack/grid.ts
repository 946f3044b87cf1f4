import {
  ADA,
  ALAN,
  allGroups,
  BOB,
  BOT_USER,
  EVE,
  everybody,
  type FakeGroup,
  type FakeUser,
  GRACE,
  GROUP,
  OTHER_TEAM,
  STRANGER,
  TEAM,
} from './people.ts'

/** The organisation that this workspace and the other one belong to. */
export const ORGANISATION = { id: 'E0NEWKEY01', name: 'Newkey' }

/** In the approved group, with an id such as Slack gives on an Enterprise Grid alone. */
export const WANDA = 'W0WANDA001'
/** Listed in the approved group, but a member of the organisation's other workspace alone. */
export const OLGA = 'W0OLGA0001'

/** What `team_id` is where an account isn't in it by its own workspace: Slack sends all of these. */
const TEAM_IDS: ReadonlyMap<string, string | null | undefined> = new Map([
  [ADA, undefined],
  [BOB, null],
  [EVE, ORGANISATION.id],
  [GRACE, OTHER_TEAM],
  [ALAN, OTHER_TEAM],
  [WANDA, OTHER_TEAM],
  // Hers names a workspace that she isn't in.
  [OLGA, TEAM],
])

/** The same people on an Enterprise Grid (Slack docs: "User object", `enterprise_user`), with two more. */
export function everybodyOnGrid(): Map<string, FakeUser> {
  const people = everybody()
  const ada = people.get(ADA)
  if (ada) {
    people.set(WANDA, Object.assign({}, ada, { id: WANDA, name: 'wanda' }))
    people.set(OLGA, Object.assign({}, ada, { id: OLGA, name: 'olga' }))
  }
  for (const [id, user] of people)
    if (id !== STRANGER && id !== BOT_USER && !user.is_bot) people.set(id, onGrid(user))
  return people
}

function onGrid(user: FakeUser): FakeUser {
  const { id } = user
  const team_id = TEAM_IDS.has(id) ? TEAM_IDS.get(id) : user.team_id
  const teams = id === OLGA ? [OTHER_TEAM] : [OTHER_TEAM, TEAM]
  const { id: enterprise_id, name: enterprise_name } = ORGANISATION
  const enterprise_user = { id, enterprise_id, enterprise_name, is_admin: false, is_owner: false, teams }
  return { ...user, team_id, enterprise_user }
}

/** The groups, with the two more people in the approved one. */
export function allGroupsOnGrid(): Map<string, FakeGroup> {
  const groups = allGroups()
  for (const user of [WANDA, OLGA]) groups.get(GROUP)?.users.add(user)
  return groups
}
