import type { Instant } from '../domain/clock.ts'
import type { EventActor } from '../domain/event.ts'
import {
  type Authorized,
  mayRequestBecome,
  REQUEST_STATES,
  type Request,
  type RequestState,
} from '../domain/request.ts'
import { dueOnEntry } from '../domain/states.ts'
import { NewkeyError } from '../errors.ts'
import { requestEvents } from './events.ts'
import { owe } from './outbox.ts'
import { readRequest } from './request-rows.ts'
import type { RequestRow } from './schema.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed, Trx } from './transact.ts'

/**
 * Moves a request to another state, if its row is still as it was read.
 * @throws NewkeyError `overtaken` if it isn't; TypeError for a transition that REQUEST_STATES doesn't allow
 */
export async function moveRequest(
  parts: StoreParts,
  trx: Trx,
  from: Request,
  to: RequestState,
  change: RequestAddition,
  by: EventActor,
): Promise<Changed<Request>> {
  const moved = await tryMoveRequest(parts, trx, from, to, change, by)
  if (!moved) throw new NewkeyError('overtaken', 'the request is no longer in the state it was read in')
  return moved
}

/** The same, but it returns undefined and writes nothing if the row has changed. */
export async function tryMoveRequest(
  { leases, clock }: StoreParts,
  trx: Trx,
  from: Request,
  to: RequestState,
  change: RequestAddition,
  by: EventActor,
): Promise<Changed<Request> | undefined> {
  if (!mayRequestBecome(from.state, to))
    throw new TypeError(`a request doesn't go from ${from.state} to ${to}`)
  const now = clock.now()
  const row = await trx
    .updateTable('requests')
    .set({
      ...columnsOf(change),
      state: to,
      version: from.version + 1,
      changed_at: now,
      attempts: 0,
      due_at: dueOnEntry(REQUEST_STATES[to].work, now),
      ...leases.take(from.id, now),
    })
    .where('id', '=', from.id)
    .where('state', '=', from.state)
    .where('version', '=', from.version)
    // The columns that a transition doesn't change must be as they were read: somebody may have edited the row.
    .where('team', '=', from.team)
    .where('user', '=', from.user)
    .where('account', '=', from.account)
    .where('region', '=', from.region)
    .where('dm', 'is', 'dm' in from ? from.dm : null)
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  const request = readRequest(row)
  const { owes } = REQUEST_STATES[to]
  await owe(trx, { about: request.id, version: request.version, owes, now })
  return { result: request, events: requestEvents(request, by) }
}

/** The facts that a transition adds, by their names in the domain. */
export interface RequestAddition extends Partial<Authorized> {
  readonly cause?: string
  readonly retryAt?: Instant | undefined
  readonly intentAt?: Instant
}

/** The same facts as columns. Columns that it doesn't name keep their values. */
function columnsOf({ group, dm, cause, retryAt, intentAt }: RequestAddition): Partial<RequestRow> {
  return {
    ...(group !== undefined && { group }),
    ...(dm !== undefined && { dm }),
    ...(cause !== undefined && { cause }),
    ...(retryAt !== undefined && { retry_at: retryAt }),
    ...(intentAt !== undefined && { intent_at: intentAt, counts_from: intentAt }),
  }
}
