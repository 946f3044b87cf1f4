import type { ConfigResult } from './config.ts'
import { readDatabase } from './database.ts'
import { readListening } from './listening.ts'
import { readLogLevel } from './log-level.ts'
import { refuseNotBuilt } from './not-built.ts'
import { readPolicy } from './policy.ts'
import { readProxies } from './proxies.ts'
import { createSettings, type Environment } from './settings.ts'
import { readSlack, readTransport } from './slack.ts'
import { readTwilio } from './twilio.ts'
import { readApprovedGroups } from './user-groups.ts'

/**
 * Reads all settings from an environment, without side effects. It reports every problem, not only the first.
 * @param env the environment, with the lines of `.env` for variables that it doesn't set
 */
export function readConfig(env: Environment): ConfigResult {
  const settings = createSettings(env)
  const slack = readSlack(settings)
  const transport = readTransport(settings)
  const twilio = readTwilio(settings)
  const { groups, handles } = readApprovedGroups(settings)
  const policy = readPolicy(settings, groups)
  const database = readDatabase(settings)
  const listening = readListening(settings)
  const logLevel = readLogLevel(settings)
  const proxyFor = readProxies(settings)
  refuseNotBuilt(settings)

  const { problems } = settings
  const isComplete = slack && transport && twilio && database && logLevel
  if (problems.length > 0 || handles.length > 0 || !isComplete) return { kind: 'invalid', problems, handles }
  return {
    kind: 'valid',
    config: {
      slack: proxyFor ? { ...slack, proxyFor } : slack,
      transport,
      twilio: proxyFor ? { ...twilio, proxyFor } : twilio,
      policy,
      database,
      listening,
      logLevel,
    },
  }
}
