import { NewkeyError, toldOf } from '../errors.ts'
import type { Deps } from './deps.ts'
import { recordableName, recordableReason } from './name.ts'
import type { Marks } from './registry.ts'
import type { RequestIn, TeamId, UserId } from './request.ts'

/** Slack waits 3 s for the ack (Slack docs: "Slash commands"); a record that takes half of that is given up. */
export const RECEIVE_MS = 1_500

export interface Command {
  readonly user: UserId
  readonly team: TeamId
  readonly name: string
  readonly reason: string
  readonly marks: Marks
}

export type Receipt =
  | { readonly kind: 'received'; readonly request: RequestIn<'received'> }
  | { readonly kind: 'duplicate' }
  /**
   * Nothing will come of it. `settled` resolves when a record that arrived too late has been closed; `stopped` says that
   * trying again is in vain: the audit log isn't as newkey wrote it.
   */
  | { readonly kind: 'not_kept'; readonly settled: Promise<void>; readonly stopped: boolean }

/** Keeps a request durably before Slack is answered, or says in time that it couldn't. It doesn't throw. */
export async function receiveRequest(
  deps: Pick<Deps, 'registry' | 'issuer' | 'log' | 'now' | 'monotonic' | 'pause' | 'newId'>,
  command: Command,
): Promise<Receipt> {
  const { user, team, marks } = command
  const ask = {
    ...deps.issuer.home,
    id: deps.newId(),
    user,
    team,
    name: recordableName(command.name),
    reason: recordableReason(command.reason),
    askedAt: deps.now(),
  }
  const began = deps.monotonic()
  let fault: unknown
  const keeping = deps.registry.receive(ask, marks).catch((error: unknown): 'failed' => {
    fault = error
    return 'failed'
  })
  const kept = await Promise.race([keeping, deps.pause(RECEIVE_MS).then((): 'late' => 'late')])
  if (kept === 'duplicate') return { kind: 'duplicate' }
  // A store that blocks the whole process lets the timer fire late, so the time is also read.
  const late = kept === 'late' || deps.monotonic() - began > RECEIVE_MS
  if (!late && kept !== 'failed') return { kind: 'received', request: kept }
  deps.log.error('The request could not be recorded in time; the user was told so', {
    ...{ request: ask.id, user },
    ...(fault !== undefined && toldOf(fault)),
  })
  const stopped = fault instanceof NewkeyError && fault.code === 'chain_rewritten'
  return { kind: 'not_kept', settled: close(deps, keeping), stopped }
}

async function close(
  deps: Pick<Deps, 'registry' | 'log'>,
  keeping: Promise<RequestIn<'received'> | 'duplicate' | 'failed'>,
): Promise<void> {
  const kept = await keeping
  if (kept === 'duplicate' || kept === 'failed') return
  const by = { user: 'newkey', team: kept.team } as const
  try {
    const closed = await deps.registry.advance(kept, 'failed', { why: 'record_failed' }, by)
    await deps.registry.markTold(closed)
  } catch {
    deps.log.warn('A late record stays open until recovery closes it', { request: kept.id })
  }
}
