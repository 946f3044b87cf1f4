import { unreachable } from '../errors.ts'
import type { Unfinished } from '../keys/registry.ts'
import type { Request } from '../keys/request.ts'
import { declaration } from '../store/gone-back.ts'
import { openForReading } from '../store/node-sqlite.ts'
import { createQueries } from '../store/queries.ts'
import { readGoneBack } from '../store/read-gone-back.ts'
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
      `The database is older than it has been, as a restored backup is. No key is deleted unasked until that is declared.\nStop newkey, and run: ${declaration(goneBack)}\n\n`,
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
  const why = 'why' in request ? ` (${request.why})` : ''
  const sid = 'sid' in request ? `  ${request.sid}` : ''
  const at = nextAt === undefined ? '' : `, from ${time(nextAt)}`
  return [
    `${request.id}  ${quoted(request.name)}  for ${request.user}${sid}`,
    `  ${request.state}${why} since ${time(request.changedAt)}${request.attempts > 0 ? `, tried ${request.attempts} times` : ''}`,
    `  next: ${next(request)}${at}`,
  ].join('\n')
}

function next(request: Request): string {
  switch (request.state) {
    case 'received':
    case 'authorized':
    case 'intent':
      return 'its process works on it; when its lease is over, it is ended'
    case 'created':
      return 'its process shows the secret; when its lease is over, the key is deleted'
    case 'unknown':
      return request.told
        ? 'Twilio’s keys are searched for it'
        : 'its requester is told, and Twilio’s keys are searched for it'
    case 'held':
      return request.card
        ? 'somebody in the group presses a button on the card'
        : 'somebody in the group is asked about the key'
    case 'revoke_pending':
      return request.absentSince === undefined
        ? 'the key is deleted'
        : `it counts as deleted when Twilio’s list lacks it a second time; it did at ${time(request.absentSince)}`
    case 'delivered':
    case 'denied':
    case 'failed':
    case 'revoked':
      return 'its requester is told'
    case 'confirmed':
    case 'kept':
      return 'nothing'
    default:
      return unreachable(request)
  }
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
