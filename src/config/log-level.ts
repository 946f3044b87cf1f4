import { LOG_LEVELS, type LogLevel } from '../log.ts'
import type { Settings } from './settings.ts'

/** Reads the lowest level of the lines to log. @returns undefined after reporting a problem */
export function readLogLevel(settings: Settings): LogLevel | undefined {
  const level = settings.get('LOG_LEVEL') ?? 'info'
  return (
    LOG_LEVELS.find((known) => known === level) ??
    settings.problem(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`)
  )
}
