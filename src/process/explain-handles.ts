import { refuseHandle } from '../config/group-handle.ts'
import { createSettings, type Environment } from '../config/settings.ts'
import { readSlack } from '../config/slack.ts'
import type { Log } from '../log.ts'
import { createClients } from '../slack/api/client.ts'
import { findGroupHandles } from '../slack/api/group-handles.ts'

const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

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
    ? await findGroupHandles({ clients: createClients(slack), log: QUIET }, handles)
    : new Map<string, string>()
  return handles.map((handle) => refuseHandle(handle, ids.get(handle)))
}
