import type { Instant } from '../domain/clock.ts'
import { newkeyFor } from '../domain/event.ts'
import { isKeyIn, type KeyIn } from '../domain/key.ts'
import type { AskedReview, Messages, OwedMessage, PostedMessage, Subject } from '../domain/messages.ts'
import { LONGEST_PAUSE_MS } from '../domain/pauses.ts'
import { type AnswerPurpose, isAnswer, PURPOSES } from '../domain/purpose.ts'
import { isTold } from '../domain/request.ts'
import { isChannelId, isUserId } from '../ids.ts'
import { isDueOrUntried } from './due.ts'
import type { Tables } from './engine.ts'
import { keyEvent, requestEvents } from './events.ts'
import { readableKey } from './key-rows.ts'
import { readableRequest } from './request-rows.ts'
import type { MessageRow } from './schema.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed } from './transact.ts'

/** How many messages one pass sends. */
const MOST_DUE = 200

/** The messages that people are owed, and where messages stand that will be updated. */
export function createMessages(parts: StoreParts): Messages {
  const { db, transact, clock, log } = parts
  /** What this process is sending. */
  const sending = new Set<string>()
  return {
    due: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('messages')
          .selectAll()
          .where(isDueOrUntried(clock.now(), LONGEST_PAUSE_MS))
          .orderBy('due_at')
          .limit(MOST_DUE)
          .execute(),
      )
      return db.guard(() => withSubjects(parts, rows))
    },

    owed: async (subject) => {
      const rows = await db.guard(() =>
        db
          .selectFrom('messages')
          .selectAll()
          .where('about', '=', aboutOf(subject))
          .where('due_at', 'is not', null)
          .execute(),
      )
      return rows.flatMap((row) => owedOf(row, subject))
    },

    find: async (key, purpose) => {
      const row = await db.guard(() =>
        db
          .selectFrom('messages')
          .selectAll()
          .where('about', '=', key.sid)
          .where('purpose', '=', purpose)
          .executeTakeFirst(),
      )
      return row && postedOf(row, key)
    },

    take: async (owed, until) => {
      const { subject, purpose, attempts } = owed
      if (sending.has(sendingKey(owed))) return false
      sending.add(sendingKey(owed))
      const taken = await db
        .guard(() =>
          db
            .updateTable('messages')
            .set({ due_at: until, attempts: attempts + 1 })
            .where('about', '=', aboutOf(subject))
            .where('purpose', '=', purpose)
            .where('version', '=', subject.version)
            .where('attempts', '=', attempts)
            // Whoever reads the row while it is being sent knows its attempts too.
            .where(isDueOrUntried(clock.now(), LONGEST_PAUSE_MS))
            .returning('about')
            .executeTakeFirst(),
        )
        .catch((error: unknown) => {
          sending.delete(sendingKey(owed))
          throw error
        })
      if (taken === undefined) sending.delete(sendingKey(owed))
      return taken !== undefined
    },

    release: (owed) => void sending.delete(sendingKey(owed)),

    sent: async (subject, purpose, posted) => {
      if (isAnswer(purpose)) return db.guard(() => deleteAnswer(db, subject, purpose))
      // One transaction: a transition in between would be told that its message stands already.
      await transact(async (trx): Promise<Changed<undefined>> => {
        await recordPosted(trx, subject, purpose, posted, clock.now())
        return { result: undefined, events: [] }
      })
    },

    asked: async () => {
      const keys = await db.guard(() =>
        db.selectFrom('keys').selectAll().where('state', '=', 'held').execute(),
      )
      const held = keys.flatMap((row) => readableKey(row, log)).filter((key) => isKeyIn(key, 'held'))
      return (await Promise.all(held.map((key) => db.guard(() => askedAbout(db, key))))).flat()
    },

    askAgain: async ({ key, posted }) => {
      await db.guard(() =>
        db
          .updateTable('messages')
          .set({ channel: null, ts: null, reader: null, attempts: 0, due_at: clock.now() })
          .where('about', '=', key.sid)
          .where('purpose', '=', 'review')
          .where('version', '=', key.version)
          .where('channel', '=', posted.channel)
          .where('ts', '=', posted.ts)
          .execute(),
      )
    },

    giveUp: async (owed) => {
      const { subject, purpose } = owed
      sending.delete(sendingKey(owed))
      await transact(async (trx): Promise<Changed<undefined>> => {
        const deleted = await trx
          .deleteFrom('messages')
          .where('about', '=', aboutOf(subject))
          .where('purpose', '=', purpose)
          .where('version', '=', subject.version)
          .where('due_at', 'is not', null)
          .returning('about')
          .executeTakeFirst()
        if (!deleted) return { result: undefined, events: [] }
        const by = newkeyFor(subject)
        const [event] = 'sid' in subject ? [keyEvent(subject, 'untold', by)] : requestEvents(subject, by)
        const events = event ? [{ ...event, event: 'untold', outcome: 'not_told' }] : []
        return { result: undefined, events }
      })
    },
  }
}

const aboutOf = (subject: Subject): string => ('sid' in subject ? subject.sid : subject.id)

/** Where a message stands in Slack. An owner's card is only ever in the owner's DM: a row that names another place is ignored. */
function postedOf({ purpose, channel, ts, reader }: MessageRow, subject: Subject): PostedMessage | undefined {
  if (channel === null || ts === null || !isChannelId(channel)) return undefined
  const isElsewhere = purpose === 'card' && !('sid' in subject && subject.dm === channel)
  if (isElsewhere) return undefined
  return reader !== null && isUserId(reader) ? { channel, ts, reader } : { channel, ts }
}

function owedOf(row: MessageRow, subject: Subject): OwedMessage[] {
  const purpose = PURPOSES.find((one) => one === row.purpose)
  return purpose ? [{ purpose, subject, attempts: row.attempts, posted: postedOf(row, subject) }] : []
}

/** The question about a held key that stands in a reviewer's DM, if there is one. */
async function askedAbout(db: Tables, key: KeyIn<'held'>): Promise<AskedReview[]> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('about', '=', key.sid)
    .where('purpose', '=', 'review')
    .where('due_at', 'is', null)
    .executeTakeFirst()
  const posted = row && postedOf(row, key)
  return posted?.reader ? [{ key, posted: { ...posted, reader: posted.reader } }] : []
}

/**
 * Reads the request or key that each message is about. Messages about one that is being worked on are left out. Those about
 * nothing that newkey knows or can read are put off, so that they don't keep others waiting.
 */
async function withSubjects(parts: StoreParts, rows: readonly MessageRow[]): Promise<readonly OwedMessage[]> {
  const { db, leases, clock, log } = parts
  const abouts = rows.map(({ about }) => about)
  if (abouts.length === 0) return []
  const keys = await db.selectFrom('keys').selectAll().where('sid', 'in', abouts).execute()
  const requests = await db.selectFrom('requests').selectAll().where('id', 'in', abouts).execute()
  const subjects = new Map<string, Subject | 'busy'>()
  for (const row of keys)
    for (const key of readableKey(row, log))
      subjects.set(lookup(row.sid), leases.isHeld(row.sid, row, clock.now()) ? 'busy' : key)
  for (const row of requests)
    for (const request of readableRequest(row, log))
      if (isTold(request))
        subjects.set(lookup(row.id), leases.isHeld(row.id, row, clock.now()) ? 'busy' : request)
  for (const row of rows) if (!subjects.has(lookup(row.about))) await putOff(parts, row)
  return rows.flatMap((row) => {
    const subject = subjects.get(lookup(row.about))
    return subject && subject !== 'busy' ? owedOf(row, subject) : []
  })
}

async function putOff(
  { db, clock, log }: StoreParts,
  { about, purpose, attempts }: MessageRow,
): Promise<void> {
  log.error(
    'A message is owed about something that newkey has no record of, or can’t read. Run newkey audit verify',
    {
      times: attempts + 1,
    },
  )
  await db
    .updateTable('messages')
    .set({ due_at: clock.now() + LONGEST_PAUSE_MS, attempts: attempts + 1 })
    .where('about', '=', about)
    .where('purpose', '=', purpose)
    .execute()
}

const sendingKey = ({ subject, purpose }: OwedMessage): string => `${purpose} ${aboutOf(subject)}`

/** Ids as they are compared here: the hexadecimal digits of a sid mean the same in either case. */
const lookup = (about: string): string => about.toLowerCase()

/** Deletes an answer that has been sent, since it is never updated. An answer about a later state is still owed. */
async function deleteAnswer(db: Tables, subject: Subject, purpose: AnswerPurpose): Promise<void> {
  await db
    .deleteFrom('messages')
    .where('about', '=', aboutOf(subject))
    .where('purpose', '=', purpose)
    .where('version', '=', subject.version)
    .execute()
}

/** Records where a message stands. If its key has changed state in the meantime, the message is owed an update. */
async function recordPosted(
  db: Tables,
  subject: Subject,
  purpose: 'card' | 'review',
  posted: PostedMessage | undefined,
  now: Instant,
): Promise<void> {
  const about = aboutOf(subject)
  const key = await db.selectFrom('keys').select('version').where('sid', '=', about).executeTakeFirst()
  const known = {
    version: key?.version ?? subject.version,
    due_at: key?.version === subject.version ? null : now,
    ...(posted && { channel: posted.channel, ts: posted.ts, reader: posted.reader ?? null }),
  }
  await db
    .insertInto('messages')
    .values({ about, purpose, attempts: 0, ...known })
    .onConflict((conflict) => conflict.columns(['about', 'purpose']).doUpdateSet(known))
    .execute()
}
