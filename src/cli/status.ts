import type { Unfinished } from '../domain/registry.ts'
import type { Request } from '../domain/request.ts'
import { unreachable } from '../errors.ts'
import { createQueries } from '../store/queries.ts'
import { declaration } from '../store/sqlite/gone-back.ts'
import { openForReading } from '../store/sqlite/open.ts'
import { readGoneBack } from '../store/sqlite/read-gone-back.ts'
import { quoted } from './quoted.ts'

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** `newkey status`: reads the database, also while newkey runs on it, and changes nothing. */
export async function status(file: string, write: (text: string) => void): Promise<number> {
  const goneBack = await readGoneBack(file)
  if (goneBack?.kind === 'rewritten')
    write(
      `The audit log was written anew: record ${goneBack.head.seq} is not the one that newkey wrote. No key is made or deleted any more.\nKeep the database for whoever looks into it, and put a backup back. To go on with this one all the same, stop newkey, and run: ${declaration(goneBack)}\n\n`,
    )
  else if (goneBack)
    write(
      `The database is older than it was, as after restoring a backup. Until you declare that, newkey deletes no key without asking.\nStop newkey, and run: ${declaration(goneBack)}\n\n`,
    )
  const db = openForReading(file)
  try {
    const reader = { now: Date.now, owner: 'status', log: SILENT, leases: { runs: () => false } }
    const open = await createQueries(db, reader).unfinished()
    write(open.length === 0 ? 'Nothing is open.\n' : `${open.length} open:\n`)
    for (const one of open) write(`\n${describe(one)}\n`)
    return 0
  } finally {
    await db.destroy()
  }
}

function describe({ request, nextAt }: Unfinished): string {
  const cause = 'cause' in request ? ` (${request.cause})` : ''
  const sid = 'sid' in request ? `  ${request.sid}` : ''
  return [
    `${request.id}  ${quoted(request.name)}  for ${request.user}${sid}`,
    `  ${request.state}${cause} since ${time(request.changedAt)}${tries(request.attempts)}`,
    `  next: ${next(request, nextAt === undefined ? undefined : time(nextAt))}`,
  ].join('\n')
}

function tries(many: number): string {
  if (many === 0) return ''
  return many === 1 ? ', tried once' : `, tried ${many} times`
}

/** @param at the time before which nothing happens */
function next(request: Request, at: string | undefined): string {
  const after = at === undefined ? '' : `, after ${at}`
  switch (request.state) {
    case 'received':
    case 'authorized':
    case 'intent':
      return at === undefined
        ? 'in progress'
        : `in progress; if nothing happens, newkey closes it after ${at}`
    case 'created':
      return at === undefined
        ? 'newkey shows the secret'
        : `newkey shows the secret; if nothing happens, it deletes the key after ${at}`
    case 'unknown':
      return request.told
        ? `a search of Twilio’s keys${after}`
        : `newkey tells the requester, and searches Twilio’s keys${after}`
    case 'held':
      return request.card
        ? `somebody in the group presses a button on the card${after}`
        : `newkey asks somebody in the group about the key${after}`
    case 'revoke_pending':
      return request.absentSince === undefined
        ? `newkey deletes the key${after}`
        : `newkey lists Twilio’s keys again${after}; the key was missing at ${time(request.absentSince)}, and counts as deleted if it still is`
    case 'delivered':
    case 'denied':
    case 'failed':
    case 'revoked':
      return `newkey tells the requester${after}`
    case 'confirmed':
    case 'kept':
      return 'nothing'
    default:
      return unreachable(request)
  }
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
