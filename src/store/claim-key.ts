import { requesterOf } from '../domain/event.ts'
import type { Claim, NewKey } from '../domain/keys.ts'
import { isRequestIn, type Request, type RequestIn } from '../domain/request.ts'
import { NewkeyError } from '../errors.ts'
import { keyEvent } from './events.ts'
import { readKey } from './key-rows.ts'
import { asKey, insertKey } from './move-key.ts'
import { moveRequest, tryMoveRequest } from './move-request.ts'
import { readRequest } from './request-rows.ts'
import type { StoreParts } from './store-parts.ts'
import type { Changed, Trx } from './transact.ts'

/**
 * Assigns the key that Twilio's answer named to its request, in one commit. Both may have changed while Twilio was
 * answering: recovery may have marked the request as `unknown`, and a search may have found the key.
 * @throws NewkeyError `overtaken` when the request is neither unchanged nor unknown
 */
export async function claimKey(
  parts: StoreParts,
  trx: Trx,
  intent: RequestIn<'intent'>,
  made: NewKey,
): Promise<Changed<Claim>> {
  const by = requesterOf(intent)
  await parts.db.serialize(trx, `key ${made.sid.toLowerCase()}`)
  const row = await trx.selectFrom('keys').selectAll().where('sid', '=', made.sid).executeTakeFirst()
  if (row && row.request !== intent.id) return leaveUnknown(parts, trx, intent)
  const isLate = !(await tryMoveRequest(parts, trx, intent, 'issued', {}, by))
  if (isLate) await issueLate(parts, trx, intent)
  if (row) {
    // The answer in hand proves what the search couldn't: newkey made it.
    const proved = await trx
      .updateTable('keys')
      .set({ found: 0 })
      .where('sid', '=', made.sid)
      .returningAll()
      .executeTakeFirstOrThrow()
    const key = readKey(proved)
    return { result: { kind: 'found', key }, events: [keyEvent(key, 'created', by)] }
  }
  const key = asKey(await insertKey(parts, trx, intent, { ...made, isFound: false }), 'created')
  return { result: { kind: 'created', key, isLate }, events: [keyEvent(key, 'created', by)] }
}

/** Marks a request that recovery called unknown as issued: Twilio's answer proves that the key is its own. */
async function issueLate(parts: StoreParts, trx: Trx, intent: RequestIn<'intent'>): Promise<void> {
  const row = await trx.selectFrom('requests').selectAll().where('id', '=', intent.id).executeTakeFirst()
  const current: Request | undefined = row && readRequest(row)
  // A request that is still at `intent` was edited by hand. The key is still its own, and its secret isn't shown.
  if (current?.state === 'unknown' || current?.state === 'intent')
    await moveRequest(parts, trx, current, 'issued', {}, requesterOf(intent))
  else if (current?.state !== 'issued')
    throw new NewkeyError('overtaken', 'the request can no longer be given the key that was made for it')
}

/** The key is in another request's record, so nobody knows whose it is: this request ends as unknown. */
async function leaveUnknown(
  parts: StoreParts,
  trx: Trx,
  intent: RequestIn<'intent'>,
): Promise<Changed<Claim>> {
  const by = requesterOf(intent)
  const moved = await tryMoveRequest(parts, trx, intent, 'unknown', { cause: 'twilio_other_key' }, by)
  const row = await trx.selectFrom('requests').selectAll().where('id', '=', intent.id).executeTakeFirst()
  const request = row && readRequest(row)
  if (!request || !isRequestIn(request, 'unknown'))
    throw new NewkeyError('overtaken', 'the request is no longer in the state it was read in')
  return { result: { kind: 'taken', request }, events: moved?.events ?? [] }
}
