import { fileURLToPath } from 'node:url'
import type { DatabaseSettings } from '../store/open.ts'
import type { Settings } from './settings.ts'

/** Reads where the database is, which is all that read-only commands need. @returns undefined after reporting a problem */
export function readDatabase(settings: Settings): DatabaseSettings | undefined {
  const url = settings.get('DATABASE_URL') ?? 'file:./data/newkey.db'
  if (/^postgres(ql)?:/.test(url))
    return settings.problem("DATABASE_URL: Postgres isn't built yet. Use file:./data/newkey.db.")
  const file = /^file:\/\//.test(url) ? pathOf(url) : url.replace(/^file:/, '')
  if (!url.startsWith('file:') || !file || file.endsWith('/'))
    return settings.problem('DATABASE_URL must name a file, such as file:./data/newkey.db.')
  return { kind: 'sqlite', file }
}

/** The path of a `file://` URL; undefined for one with another host or without a path. */
function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}
