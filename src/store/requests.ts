import type { Instant } from '../domain/clock.ts'
import { actorOf } from '../domain/event.ts'
import { LONGEST_PAUSE_MS } from '../domain/pauses.ts'
import { exceeded } from '../domain/policy.ts'
import { questionAbout } from '../domain/question.ts'
import {
  isOpen,
  isRequestIn,
  OPEN_REQUESTS,
  type Request,
  type RequestIn,
  type RequestState,
  SEARCHED_REQUESTS,
  WAITING_REQUESTS,
} from '../domain/request.ts'
import type { Admitted, Requests } from '../domain/requests.ts'
import { ANSWER_MS } from '../domain/states.ts'
import { NewkeyError } from '../errors.ts'
import { isDue, isDueOrUntried } from './due.ts'
import { requestEvents } from './events.ts'
import { moveRequest } from './move-request.ts'
import { createProof } from './proof.ts'
import { readableRequest, readRequest } from './request-rows.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed } from './transact.ts'
import { countFromNow, namesOf, usageOf } from './usage.ts'

/** How long a search is reserved for the process that took it (ms). */
const TAKEN_MS = 60_000
/**
 * How far ahead the end of the time for an answer may seem to lie (ms). One still further ahead was set by a wrong clock. The
 * hour is there since a clock is often set back by a little, and no question may end because of that.
 */
const LONGEST_ANSWER_PAUSE_MS = ANSWER_MS + 3_600_000
/** The longest pause between two searches (ms). A longer one was set by a wrong clock. */
const LONGEST_SEARCH_PAUSE_MS = 3_600_000 + TAKEN_MS

/** The durable life of every request, on any engine. */
export function createRequests(parts: StoreParts): Requests {
  const { db, transact, leases, clock, log } = parts
  /** The later of both clocks: a wall clock that is briefly slow must not make an issue look as if it lay in the future. */
  const latest = (): Instant => Math.max(clock.now(), clock.steady())

  return {
    receive: async (ask, fingerprints) => {
      const { result } = await transact(async (trx): Promise<Changed<RequestIn<'received'> | undefined>> => {
        const { askedAt, ...same } = ask
        const now = clock.now()
        const row = await trx
          .insertInto('requests')
          .values({
            ...same,
            version: 1,
            state: 'received',
            trigger_digest: fingerprints.trigger,
            payload_digest: fingerprints.payload,
            asked_at: askedAt,
            changed_at: now,
            attempts: 0,
            due_at: now,
            ...leases.take(ask.id, now),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!row) return { result: undefined, events: [] }
        const received = asRequest(readRequest(row), 'received')
        return { result: received, events: requestEvents(received, actorOf(ask)) }
      })
      return result ?? 'duplicate'
    },

    advance: async (request, to, change, by) => {
      const { result } = await transact((trx) => moveRequest(parts, trx, request, to, change, by))
      return asRequest(result, to)
    },

    admit: async (request, authorized, { limits, isSentence, isStopping }) => {
      const by = actorOf(request)
      const { result } = await transact(async (trx): Promise<Changed<Request>> => {
        if (isStopping()) return moveRequest(parts, trx, request, 'failed', { cause: 'interrupted' }, by)
        await db.serialize(trx, `admit ${request.team} ${request.user}`)
        await countFromNow(trx, latest())
        const over = exceeded(await usageOf(trx, request, clock.now()), limits)
        if (!over && request.state === 'received') {
          const cause = questionAbout({ name: request.name, isSentence }, await namesOf(trx, request))
          if (cause) return moveRequest(parts, trx, request, 'asked', { cause }, by)
        }
        const first = await moveRequest(parts, trx, request, 'authorized', authorized, by)
        const second = over
          ? await moveRequest(parts, trx, first.result, 'denied', over, by)
          : await moveRequest(parts, trx, first.result, 'intent', { intentAt: clock.now() }, by)
        return { result: second.result, events: [...first.events, ...second.events] }
      })
      return asAdmitted(result)
    },

    find: async (id) => {
      const row = await db.guard(() =>
        db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst(),
      )
      return row && readRequest(row)
    },

    due: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where('state', 'in', OPEN_REQUESTS)
          .where(isDueOrUntried(clock.now(), LONGEST_PAUSE_MS))
          .orderBy('asked_at')
          .execute(),
      )
      return rows
        .filter((row) => !leases.isHeld(row.id, row, clock.now()))
        .flatMap((row) => readableRequest(row, log))
        .filter(isOpen)
    },

    unanswered: async () => {
      const rows = await db.guard(() =>
        db
          .selectFrom('requests')
          .selectAll()
          .where('state', 'in', WAITING_REQUESTS)
          .where(isDue(clock.now(), LONGEST_ANSWER_PAUSE_MS))
          .orderBy('asked_at')
          .execute(),
      )
      return rows
        .filter((row) => !leases.isHeld(row.id, row, clock.now()))
        .flatMap((row) => readableRequest(row, log))
        .filter((request) => isRequestIn(request, 'asked'))
    },

    takeSearches: async () => {
      const now = clock.now()
      const rows = await db.guard(() =>
        db
          .updateTable('requests')
          .set({ due_at: now + TAKEN_MS })
          .where('state', 'in', SEARCHED_REQUESTS)
          .where(isDue(now, LONGEST_SEARCH_PAUSE_MS))
          .returningAll()
          .execute(),
      )
      const taken = rows
        .flatMap((row) => readableRequest(row, log))
        .filter((request) => isRequestIn(request, 'unknown'))
      return onlyIntended(parts, taken)
    },

    searched: async (request, next) => {
      await db.guard(() =>
        db
          .updateTable('requests')
          .set({ due_at: next ?? null, attempts: request.attempts + 1 })
          .where('id', '=', request.id)
          .where('version', '=', request.version)
          .execute(),
      )
    },

    countFromNow: () => db.guard(() => countFromNow(db, latest())),

    release: (id) => leases.release(id),
  }
}

/** Leaves out requests without an intent in the audit log: their rows may be forged. */
async function onlyIntended(
  { db, log }: StoreParts,
  requests: ReadonlyArray<RequestIn<'unknown'>>,
): Promise<ReadonlyArray<RequestIn<'unknown'>>> {
  const proof = createProof(db)
  const isIntended = await Promise.all(requests.map((request) => proof.isIntended(request)))
  return requests.filter((request, at) => {
    if (!isIntended[at])
      log.error(
        'The audit log has no record that this request asked Twilio for a key, so newkey doesn’t search for one. The row in the database may be forged: run newkey audit verify',
        { request: request.id },
      )
    return isIntended[at]
  })
}

function asAdmitted(request: Request): Admitted {
  switch (request.state) {
    case 'asked':
    case 'denied':
    case 'failed':
      return request
    default:
      return asRequest(request, 'intent')
  }
}

/** The request, typed by its state. @throws NewkeyError `store_corrupt` when the row isn't in the state that was just written */
function asRequest<S extends RequestState>(request: Request, state: S) {
  if (isRequestIn(request, state)) return request
  throw new NewkeyError('store_corrupt', `a row that was written as ${state} is in another state`)
}
