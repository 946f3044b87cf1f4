import { refuseHandle } from '../config/group-handle.ts'
import { createSettings, type Environment } from '../config/settings.ts'
import type { Log } from '../log.ts'
import { createClients } from '../slack/api/client.ts'
import { findGroupHandles } from '../slack/api/group-handles.ts'

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
