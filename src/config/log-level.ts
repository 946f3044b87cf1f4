import { LOG_LEVELS, type LogLevel } from '../log.ts'
import type { Settings } from './settings.ts'

/** From which level on lines are written. @returns undefined where a problem was noted */
export function readLogLevel(settings: Settings): LogLevel | undefined {
  const level = settings.get('LOG_LEVEL') ?? 'info'
  return (
    LOG_LEVELS.find((known) => known === level) ??
    settings.problem(`LOG_LEVEL is one of ${LOG_LEVELS.join(', ')}.`)
  )
}
