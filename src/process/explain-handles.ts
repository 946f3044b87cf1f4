import { refuseHandle } from '../config/group-handle.ts'
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
  const slack = readSlack(createSettings(env))
  const ids = slack
    ? await findGroupHandles({ clients: createClients(slack), log: SILENT_LOG }, handles)
    : new Map<string, string>()
  return handles.map((handle) => refuseHandle(handle, ids.get(handle)))
}
