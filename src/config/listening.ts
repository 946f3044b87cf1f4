import type { Settings } from './settings.ts'
import { usesSocketMode } from './slack.ts'

/** Where newkey's own HTTP server listens. */
export interface ListeningSettings {
  /** 0 means any free port. */
  readonly port: number
  /** undefined means every address of this machine. */
  readonly host: string | undefined
}

/** Reads where to listen. In Socket Mode only this machine needs to reach newkey. Reports a problem if the port is wrong. */
export function readListening(settings: Settings): ListeningSettings {
  return {
    port: settings.count('PORT', 3000, 0, 65_535),
    host: settings.get('HOST') ?? (usesSocketMode(settings) ? '127.0.0.1' : undefined),
  }
}
