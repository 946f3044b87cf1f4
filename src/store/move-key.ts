import type { EventActor } from '../domain/event.ts'
import {
  eventOfMove,
  isKeyIn,
  KEY_BIRTHS,
  KEY_STATES,
  type Key,
  type KeyState,
  mayKeyBecome,
} from '../domain/key.ts'
import type { NewKey } from '../domain/keys.ts'
import type { RequestIn } from '../domain/request.ts'
import { dueOnEntry } from '../domain/states.ts'
import { NewkeyError } from '../errors.ts'
import type { UserId } from '../ids.ts'
import { keyEvent } from './events.ts'
import { readKey } from './key-rows.ts'
import { owe } from './outbox.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed, Trx } from './transact.ts'

/**
 * Inserts a key that a request created (`created`) or may have created (`held`), with the messages that are now owed.
 * @throws NewkeyError `store_corrupt`
 */
export async function insertKey(
  { leases, clock }: StoreParts,
  trx: Trx,
  request: RequestIn<'intent' | 'unknown'>,
  made: NewKey & { readonly isFound: boolean },
): Promise<Key> {
  const now = clock.now()
  const birth = KEY_BIRTHS[made.isFound ? 'found' : 'made']
  const due = dueOnEntry(KEY_STATES[birth.state].work, now)
  const row = await trx
    .insertInto('keys')
    .values({
      sid: made.sid,
      version: 1,
      state: birth.state,
      request: request.id,
      found: made.isFound ? 1 : 0,
      owner: request.user,
      team: request.team,
      group: request.group,
      dm: request.dm,
      name: made.name,
      reason: request.reason,
      account: request.account,
      region: request.region,
      api: request.api,
      cause: birth.cause,
      decided_by: null,
      created_at: made.createdAt ?? null,
      recorded_at: now,
      changed_at: now,
      attempts: 0,
      due_at: due,
      // Nobody works on a key that was found: it waits for a reviewer.
      ...(due === null ? { owner_process: leases.process, lease_until: now } : leases.take(made.sid, now)),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const key = readKey(row)
  await owe(trx, { about: key.sid, version: key.version, owes: birth.owes, now })
  return key
}

/**
 * Moves a key to another state, if its row is still as it was read.
 * @throws NewkeyError `overtaken` if it isn't; TypeError for a transition that KEY_STATES doesn't allow
 */
export async function moveKey(
  { leases, clock }: StoreParts,
  trx: Trx,
  from: Key,
  to: KeyState,
  change: { readonly cause?: string | undefined; readonly decidedBy?: UserId | undefined },
  by: EventActor,
): Promise<Changed<Key>> {
  if (!mayKeyBecome(from.state, to)) throw new TypeError(`a key doesn't go from ${from.state} to ${to}`)
  const now = clock.now()
  const row = await trx
    .updateTable('keys')
    .set({
      ...(change.cause !== undefined && { cause: change.cause }),
      ...(change.decidedBy !== undefined && { decided_by: change.decidedBy }),
      state: to,
      version: from.version + 1,
      changed_at: now,
      attempts: 0,
      absent_since: null,
      due_at: dueOnEntry(KEY_STATES[to].work, now),
      ...leases.take(from.sid, now),
    })
    .where('sid', '=', from.sid)
    .where('state', '=', from.state)
    .where('version', '=', from.version)
    // The columns that a transition doesn't change must be as they were read: somebody may have edited the row.
    .where('request', '=', from.request)
    .where('team', '=', from.team)
    .where('owner', '=', from.owner)
    .where('account', '=', from.account)
    .where('region', '=', from.region)
    .where('dm', '=', from.dm)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new NewkeyError('overtaken', 'the key is no longer in the state it was read in')
  const key = readKey(row)
  await owe(trx, { about: key.sid, version: key.version, owes: KEY_STATES[to].owes, now })
  return { result: key, events: [keyEvent(key, eventOfMove(from.state, to), by)] }
}

/** The key, typed by its state. @throws NewkeyError `store_corrupt` when the row isn't in the state that was just written */
export function asKey<S extends KeyState>(key: Key, state: S) {
  if (isKeyIn(key, state)) return key
  throw new NewkeyError('store_corrupt', `a row that was written as ${state} is in another state`)
}
