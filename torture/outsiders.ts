import { GENERAL } from '../sandbox/slack/channels.ts'
import { GROUP, TEAM } from '../sandbox/slack/people.ts'
import { may } from '../src/domain/policy.ts'
import { isGroupId, isTeamId, isUserId } from '../src/ids.ts'
import { identify } from '../src/keys/identify.ts'
import { Secret } from '../src/secret.ts'
import { createClients } from '../src/slack/api/client.ts'
import { createDirectory } from '../src/slack/api/directory.ts'
import { createGroupMembers } from '../src/slack/api/group-members.ts'
import { createWorkspace } from '../src/slack/api/workspace.ts'
import { type Figure, floor } from './figure.ts'
import { CREDENTIALS, openStage, PEOPLE, type Running, type Stage } from './stage.ts'

const FLAGS = [
  'deleted',
  'is_bot',
  'is_restricted',
  'is_ultra_restricted',
  'is_stranger',
  'is_workflow_bot',
] as const
const OTHER_TEAM = 'T0OTHER001'
const TEAMS = [TEAM, OTHER_TEAM]
/** What Slack can say of where somebody belongs, and whether that is this workspace. */
const HOMES = [
  { isHere: true, says: { team_id: TEAM } },
  { isHere: false, says: { team_id: OTHER_TEAM } },
  { isHere: true, says: { enterprise_user: { teams: [OTHER_TEAM, TEAM] } } },
  { isHere: true, says: { team_id: OTHER_TEAM, enterprise_user: { teams: [OTHER_TEAM, TEAM] } } },
  { isHere: false, says: { team_id: TEAM, enterprise_user: { teams: [OTHER_TEAM] } } },
  { isHere: false, says: { team_id: TEAM, enterprise_user: {} } },
]
type Home = (typeof HOMES)[number]
const GROUP_STATES = ['member', 'outsider', 'disabled', 'unknown to Slack', 'unreadable'] as const
const [USER = ''] = PEOPLE
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

interface Person {
  readonly set: readonly string[]
  readonly home: Home
  readonly claimed: string
  readonly group: (typeof GROUP_STATES)[number]
}

function* everybody(): Generator<Person> {
  for (let bits = 0; bits < 2 ** FLAGS.length; bits++)
    for (const home of HOMES)
      for (const claimed of TEAMS)
        for (const group of GROUP_STATES)
          yield { set: FLAGS.filter((_, bit) => bits & (1 << bit)), home, claimed, group }
}

/** Asks newkey's own policy, over the real adapters and HTTP, whether this person may have a key. */
async function allowed(stage: Stage, person: Person): Promise<boolean> {
  const { slack } = stage
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, person.set.includes(flag)]))
  const plain = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false }
  slack.people.set(USER, { id: USER, ...person.home.says, name: 'somebody', ...plain, ...flags })
  const users = new Set(person.group === 'outsider' ? [] : [USER])
  const group = {
    id: GROUP,
    handle: 'platform',
    name: 'Platform',
    date_delete: person.group === 'disabled' ? 1 : 0,
    users,
  }
  if (person.group === 'unknown to Slack') slack.groups.delete(GROUP)
  else slack.groups.set(GROUP, group)
  if (person.group === 'unreadable')
    slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' })
  else slack.trouble.delete('usergroups.users.list')

  const apiUrl = stage.env.SLACK_API_URL ?? ''
  const clients = createClients({ token: new Secret(CREDENTIALS.botToken), apiUrl })
  const directory = createDirectory({
    clients,
    workspace: createWorkspace({ clients, log: SILENT }),
    groupMembers: createGroupMembers({
      clients,
      groups: [GROUP].filter(isGroupId),
      log: SILENT,
      monotonic: () => 0,
    }),
    log: SILENT,
  })
  const { claimed } = person
  if (!isUserId(USER) || !isTeamId(claimed)) throw new Error('not ids')
  const actor = await identify(directory, { user: USER, team: claimed })
  return may(actor, { kind: 'issue' }).kind === 'allowed'
}

const NEEDED = ['user_id', 'team_id', 'trigger_id', 'text']

/** Commands with one field left out, emptied, given twice or wrong. @returns how many made a key they shouldn't have */
async function strangeCommands(
  stage: Stage,
  running: Running,
): Promise<{ readonly tried: number; readonly violations: string[] }> {
  const violations: string[] = []
  let tried = 0
  for (const field of ['user_id', 'team_id', 'trigger_id', 'text', 'command', 'response_url', 'channel_id']) {
    for (const how of ['missing', 'empty', 'twice', 'wrong']) {
      const name = `strange-${field}-${how}`
      const signed = stage.slack.command(USER, name, GENERAL)
      const form = new URLSearchParams(signed.body)
      if (how === 'missing') form.delete(field)
      else if (how === 'empty') form.set(field, '')
      else if (how === 'twice') form.append(field, form.get(field) ?? '')
      else form.set(field, `\u0000${form.get(field)}`)
      const body = form.toString()
      const headers = stage.slack.sign(body, 'application/x-www-form-urlencoded')
      const before = stage.twilio.keys.size
      await running.send({ ...signed, body, headers })
      await running.app.idle()
      tried += 1
      const spoilt = NEEDED.includes(field) && !(field === 'trigger_id' && how === 'wrong')
      if (stage.twilio.keys.size > before && (spoilt || field === 'command'))
        violations.push(`a key for a command with ${field} ${how}`)
    }
  }
  return { tried, violations }
}

/** Every combination of what Slack can say of somebody. Those alone may have a key who are here and nothing else. */
export const outsiders: Figure = {
  name: 'outsiders',
  runs: 3_840,
  short: 80,
  run: async (runs, random) => {
    const stage = await openStage(2_000)
    const people = [...everybody()]
    const chosen = runs >= people.length ? people : Array.from({ length: runs }, () => random.pick(people))
    const violations: string[] = []
    let members = 0
    for (const person of chosen) {
      const { set, home, claimed, group } = person
      const right = set.length === 0 && home.isHere && claimed === TEAM && group === 'member'
      const may = await allowed(stage, person)
      members += may ? 1 : 0
      if (may !== right) violations.push(`${may ? 'allowed' : 'refused'}: ${JSON.stringify(person)}`)
    }
    await allowed(stage, {
      set: [],
      home: { isHere: true, says: { team_id: TEAM } },
      claimed: TEAM,
      group: 'member',
    })
    const running = await stage.start()
    const strange = await strangeCommands(stage, running)
    await running.send(stage.slack.command(USER, 'control'))
    await running.app.idle()
    const made = [...stage.twilio.keys.values()].filter(
      ({ friendlyName }) => friendlyName === 'control',
    ).length
    await running.app.stop()
    await stage.close()
    return {
      seen: `${chosen.length} kinds of people, ${members} allowed; ${strange.tried} commands with a spoilt field`,
      violations: [...violations, ...strange.violations, ...floor(made, 1, 'keys for the one who may')],
    }
  },
}
