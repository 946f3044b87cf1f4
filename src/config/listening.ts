import type { Settings } from './settings.ts'
import { usesSocketMode } from './slack.ts'

/** Where newkey's own HTTP server listens. */
export interface ListeningSettings {
  /** 0 takes any free port. */
  readonly port: number
  /** undefined: every address that this machine has. */
  readonly host: string | undefined
}

/** In Socket Mode nobody but this machine has to reach newkey. Notes a problem where the port is wrong. */
export function readListening(settings: Settings): ListeningSettings {
  return {
    port: settings.count('PORT', 3000, 0, 65_535),
    host: settings.get('HOST') ?? (usesSocketMode(settings) ? '127.0.0.1' : undefined),
  }
}
