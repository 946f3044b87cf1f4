import { refuseHandle } from './group-handle.ts'
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
  return handles.map((handle) => refuseHandle(handle, ids.get(handle)))
}
