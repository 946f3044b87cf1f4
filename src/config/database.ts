import { fileURLToPath } from 'node:url'
import type { Settings } from './settings.ts'

/** Where requests and audit records are kept. */
export interface DatabaseSettings {
  readonly kind: 'sqlite'
  readonly file: string
}

/** The database: all that commands need which only read it. @returns undefined where a problem was noted */
export function readDatabase(settings: Settings): DatabaseSettings | undefined {
  const url = settings.get('DATABASE_URL') ?? 'file:./data/newkey.db'
  if (/^postgres(ql)?:/.test(url))
    return settings.problem("DATABASE_URL: Postgres isn't built yet. Use file:./data/newkey.db.")
  const file = /^file:\/\//.test(url) ? pathOf(url) : url.replace(/^file:/, '')
  if (!url.startsWith('file:') || !file || file.endsWith('/'))
    return settings.problem('DATABASE_URL must name a file, such as file:./data/newkey.db.')
  return { kind: 'sqlite', file }
}

/** The path of a `file://` address; undefined for one that names another machine, or no path. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}
