import { refuseHandle } from '../config/group-handle.ts'
import { readProxies } from '../config/proxies.ts'
import { createSettings, type Environment } from '../config/settings.ts'
import { readSlack } from '../config/slack.ts'
import { SILENT_LOG } from '../log.ts'
import { createClients } from '../slack/api/client.ts'
import { findGroupHandles } from '../slack/api/group-handles.ts'

/**
 * Explains, for each group that a setting names by handle, which id to write instead, if Slack says it.
 * @returns one line for each handle
 */
export async function explainHandles(
  env: Environment,
  handles: readonly string[],
): Promise<readonly string[]> {
  if (handles.length === 0) return []
  const settings = createSettings(env)
  const slack = readSlack(settings)
  const proxyFor = readProxies(settings)
  // With a proxy that can't be read, Slack isn't asked past it.
  const ids =
    slack && settings.problems.length === 0
      ? await findGroupHandles({ clients: createClients({ ...slack, proxyFor }), log: SILENT_LOG }, handles)
      : new Map<string, string>()
  return handles.map((handle) => refuseHandle(handle, ids.get(handle)))
}
