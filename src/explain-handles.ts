import type { Log } from './keys/log.ts'
import { createSettings, type Environment } from './settings.ts'
import { createClients } from './slack/client.ts'
import { findGroupHandles } from './slack/group-handles.ts'

const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Says of each group that was named by handle which id to write instead, as far as Slack tells. */
export async function explainHandles(
  env: Environment,
  handles: readonly string[],
): Promise<readonly string[]> {
  if (handles.length === 0) return []
  const settings = createSettings(env)
  const token = settings.credential('SLACK_BOT_TOKEN', /^xoxb-\S+$/, 'xoxb-…', 'your Slack app')
  const apiUrl = settings.address('SLACK_API_URL', 'https://slack.com/api/')
  const clients = token && apiUrl ? createClients({ token, apiUrl: `${apiUrl}/` }) : undefined
  const ids = clients ? await findGroupHandles({ clients, log: QUIET }, handles) : new Map<string, string>()
  return handles.map((handle) => {
    const id = ids.get(handle)
    const instead = id === undefined ? 'the id of the group (S…)' : id
    return `APPROVED_USER_GROUPS: write ${instead} instead of ${handle}; a handle can be taken over by renaming a group.`
  })
}
