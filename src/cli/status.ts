import { isOpenKey, type Key } from '../domain/key.ts'
import type { Purpose } from '../domain/purpose.ts'
import type { Request } from '../domain/request.ts'
import { unreachable } from '../errors.ts'
import { SILENT_LOG } from '../log.ts'
import { type DatabaseSettings, openReader, readGoneBack } from '../store/open.ts'
import { readUnfinished, type Unfinished } from '../store/unfinished.ts'
import { declaration } from '../store/witness.ts'
import { quoted } from './quoted.ts'

/**
 * `newkey status`: shows what is unfinished, even while newkey runs. It changes nothing.
 * @returns the exit code
 * @throws NewkeyError `store_failed`
 */
export async function status(database: DatabaseSettings, write: (text: string) => void): Promise<number> {
  const goneBack = await readGoneBack(database)
  if (goneBack?.kind === 'rewritten')
    write(
      `The audit log was rewritten: record ${goneBack.head.seq} is not the one that newkey wrote. newkey creates and revokes no more keys.\nSave the database for an investigation, and restore a backup. To keep using this database anyway, stop newkey and run: ${declaration(goneBack)}\n\n`,
    )
  else if (goneBack)
    write(
      `The database is older than it was, as after restoring a backup. Until you declare that, newkey revokes no key without asking.\nStop newkey and run: ${declaration(goneBack)}\n\n`,
    )
  const db = openReader(database)
  try {
    const { open, unreadable } = await readUnfinished(db, SILENT_LOG)
    if (unreadable > 0)
      write(
        `${unreadable} ${unreadable === 1 ? 'row' : 'rows'} can’t be read, so newkey does nothing about them. Run: newkey audit verify\n`,
      )
    if (open.length > 0) write(`${open.length} pending:\n`)
    else if (unreadable === 0) write('Nothing is pending.\n')
    for (const one of open) write(`\n${describe(one)}\n`)
    return 0
  } finally {
    await db.destroy()
  }
}

function describe(one: Unfinished): string {
  const { subject } = one
  const isKey = 'sid' in subject
  const cause = 'cause' in subject && subject.cause !== undefined ? ` (${subject.cause})` : ''
  const sid = isKey ? `  ${subject.sid}` : ''
  return [
    `${isKey ? subject.request : subject.id}  ${quoted(subject.name)}  for ${isKey ? subject.owner : subject.user}${sid}`,
    `  ${subject.state}${cause} since ${time(subject.changedAt)}${tries(subject)}`,
    `  next: ${next(one)}`,
  ].join('\n')
}

/** How often it has been worked on in vain: a key's deletion was tried, a request's key was searched for. */
function tries(subject: Request | Key): string {
  if (subject.attempts === 0) return ''
  const what = 'sid' in subject ? 'tried' : 'searched'
  return `, ${what} ${subject.attempts === 1 ? 'once' : `${subject.attempts} times`}`
}

/** What happens next, and the earliest time for it. */
function next({ subject, dueAt, owed }: Unfinished): string {
  const work = 'sid' in subject ? nextOfKey(subject, dueAt, owed) : nextOfRequest(subject, dueAt)
  const messages = owed
    .filter(({ purpose }) => !(purpose === 'review' && subject.state === 'held'))
    .map((one) => `${MESSAGES[one.purpose]} after ${time(one.dueAt)}`)
  return [work, ...messages].filter((part) => part !== undefined).join('; ') || 'nothing'
}

/** What newkey does about a message that is owed. */
const MESSAGES: Readonly<Record<Purpose, string>> = {
  ending: 'newkey notifies the requester',
  question: 'newkey asks the requester whether to create the key',
  card: 'newkey posts or updates the owner’s card',
  review: 'newkey updates the reviewer’s card',
}

function nextOfRequest(request: Request, dueAt: number | undefined): string | undefined {
  if (dueAt === undefined) return undefined
  switch (request.state) {
    case 'received':
    case 'authorized':
    case 'intent':
      return `in progress; if nothing happens, newkey closes it after ${time(dueAt)}`
    case 'asked':
      return `the requester answers; if they don’t, newkey closes it after ${time(dueAt)}`
    case 'unknown':
      return `a search of Twilio’s keys after ${time(dueAt)}`
    case 'issued':
    case 'denied':
    case 'failed':
    case 'withdrawn':
    case 'expired':
      return undefined
    default:
      return unreachable(request)
  }
}

function nextOfKey(key: Key, dueAt: number | undefined, owed: Unfinished['owed']): string | undefined {
  if (key.state === 'held') {
    const review = owed.find(({ purpose }) => purpose === 'review')
    return review
      ? `newkey asks a reviewer about the key after ${time(review.dueAt)}`
      : 'a reviewer presses a button on the card'
  }
  if (!isOpenKey(key) || dueAt === undefined) return undefined
  switch (key.state) {
    case 'created':
      return `newkey shows the secret; if nothing happens, it revokes the key after ${time(dueAt)}`
    case 'revoking':
      return key.absentSince === undefined
        ? `newkey asks Twilio to delete the key after ${time(dueAt)}`
        : `newkey lists Twilio’s keys again after ${time(dueAt)}; the key was missing at ${time(key.absentSince)}, and counts as revoked if it still is`
    default:
      return unreachable(key)
  }
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
