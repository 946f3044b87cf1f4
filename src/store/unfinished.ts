import type { Instant } from '../domain/clock.ts'
import type { Key } from '../domain/key.ts'
import { PURPOSES, type Purpose } from '../domain/purpose.ts'
import type { Request } from '../domain/request.ts'
import type { Log } from '../log.ts'
import type { Reader } from './engine.ts'
import { readableKey } from './key-rows.ts'
import { readableRequest } from './request-rows.ts'

/** Something that isn't at its end. */
export interface Unfinished {
  readonly subject: Request | Key
  /** When newkey next looks at it; undefined where nothing is left to do but to tell somebody, or to wait for a person. */
  readonly dueAt: Instant | undefined
  /** What is owed to people about it, and when it is next tried. */
  readonly owed: ReadonlyArray<{ readonly purpose: Purpose; readonly dueAt: Instant }>
}

/**
 * All that isn't at its end: what has to be worked on, keys that wait for a person, and messages that are owed. It
 * changes nothing. @throws NewkeyError `store_failed`
 */
export async function readUnfinished(db: Reader, log: Log): Promise<readonly Unfinished[]> {
  const messages = await db.guard(() =>
    db.selectFrom('messages').selectAll().where('due_at', 'is not', null).execute(),
  )
  const abouts = messages.map(({ about }) => about)
  const requests = await db.guard(() =>
    db
      .selectFrom('requests')
      .selectAll()
      .where((is) => is.or([is('due_at', 'is not', null), is('id', 'in', abouts)]))
      .orderBy('asked_at')
      .execute(),
  )
  const keys = await db.guard(() =>
    db
      .selectFrom('keys')
      .selectAll()
      .where((is) => is.or([is('due_at', 'is not', null), is('state', '=', 'held'), is('sid', 'in', abouts)]))
      .orderBy('recorded_at')
      .execute(),
  )
  const owedAbout = (about: string): Unfinished['owed'] =>
    messages
      .filter((message) => message.about === about)
      .flatMap(({ purpose, due_at }) => {
        const known = PURPOSES.find((one) => one === purpose)
        return known && due_at !== null ? [{ purpose: known, dueAt: due_at }] : []
      })
  return [
    ...requests.flatMap((row) =>
      readableRequest(row, log).map((subject) => ({
        subject,
        dueAt: nextLook(row, subject.state !== 'unknown'),
        owed: owedAbout(row.id),
      })),
    ),
    ...keys.flatMap((row) =>
      readableKey(row, log).map((subject) => ({
        subject,
        dueAt: nextLook(row, subject.state === 'created'),
        owed: owedAbout(row.sid),
      })),
    ),
  ]
}

/** What somebody works on is looked at by others only when the lease is over. */
function nextLook(
  row: { readonly due_at: number | null; readonly lease_until: number },
  isLeased: boolean,
): Instant | undefined {
  if (row.due_at === null) return undefined
  return isLeased ? Math.max(row.due_at, row.lease_until) : row.due_at
}
