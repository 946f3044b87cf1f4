import type { Instant } from '../domain/clock.ts'
import { KEY_STATES, type Key, REVIEWED_KEYS } from '../domain/key.ts'
import { PURPOSES, type Purpose } from '../domain/purpose.ts'
import { REQUEST_STATES, type Request } from '../domain/request.ts'
import type { Log } from '../log.ts'
import type { Reader } from './engine.ts'
import { readableKey } from './key-rows.ts'
import { readableRequest } from './request-rows.ts'

/** A request or a key that something still has to be done about. */
export interface Unfinished {
  readonly subject: Request | Key
  /** When newkey next works on it; undefined if all that is left is to notify somebody or to wait for a person. */
  readonly dueAt: Instant | undefined
  /** The messages that people are owed about it, and when newkey next tries to send each. */
  readonly owed: ReadonlyArray<{ readonly purpose: Purpose; readonly dueAt: Instant }>
}

/** Everything that isn't at its end. */
export interface AllUnfinished {
  readonly open: readonly Unfinished[]
  /** How many rows can't be read. Nothing is done about them. */
  readonly unreadable: number
}

/**
 * Reads everything unfinished: requests and keys that need work, keys that wait for a reviewer, and those that a message
 * is owed about. It changes nothing.
 * @throws NewkeyError `store_failed`
 */
export async function readUnfinished(db: Reader, log: Log): Promise<AllUnfinished> {
  const messages = await db.guard(() =>
    db.selectFrom('messages').selectAll().where('due_at', 'is not', null).execute(),
  )
  const owed = db.selectFrom('messages').select('about').where('due_at', 'is not', null)
  const requests = await db.guard(() =>
    db
      .selectFrom('requests')
      .selectAll()
      .where((is) => is.or([is('due_at', 'is not', null), is('id', 'in', owed)]))
      .orderBy('asked_at')
      .execute(),
  )
  const keys = await db.guard(() =>
    db
      .selectFrom('keys')
      .selectAll()
      .where((is) =>
        is.or([is('due_at', 'is not', null), is('state', 'in', REVIEWED_KEYS), is('sid', 'in', owed)]),
      )
      .orderBy('recorded_at')
      .execute(),
  )
  const owedAbout = (about: string): Unfinished['owed'] =>
    messages
      .filter((message) => message.about.toLowerCase() === about.toLowerCase())
      .flatMap(({ purpose, due_at }) => {
        const known = PURPOSES.find((one) => one === purpose)
        return known && due_at !== null ? [{ purpose: known, dueAt: due_at }] : []
      })
  const open = [
    ...requests.flatMap((row) =>
      readableRequest(row, log).map((subject) => ({
        subject,
        dueAt: nextLook(row, REQUEST_STATES[subject.state].work === 'recover'),
        owed: owedAbout(row.id),
      })),
    ),
    ...keys.flatMap((row) =>
      readableKey(row, log).map((subject) => ({
        subject,
        dueAt: nextLook(row, KEY_STATES[subject.state].work === 'recover'),
        owed: owedAbout(row.sid),
      })),
    ),
  ]
  return { open, unreadable: requests.length + keys.length - open.length }
}

/** A leased row is left alone until its lease ends. */
function nextLook(
  row: { readonly due_at: number | null; readonly lease_until: number },
  isLeased: boolean,
): Instant | undefined {
  if (row.due_at === null) return undefined
  return isLeased ? Math.max(row.due_at, row.lease_until) : row.due_at
}
