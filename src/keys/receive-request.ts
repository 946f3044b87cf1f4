import { checkName, recordableName, recordableReason } from '../domain/name.ts'
import type { Fingerprints } from '../domain/registry.ts'
import type { Ask, RequestIn } from '../domain/request.ts'
import { describeError, NewkeyError } from '../errors.ts'
import type { TeamId, UserId } from '../ids.ts'
import type { Services } from './ports.ts'

/** Slack waits 3 s for the ack (Slack docs: "Slash commands"); a record that takes half of that is given up. */
export const RECEIVE_MS = 1_500
/** How long a crowded person's command waits to hear whether they are in a group (ms): the ack has to be in time. */
const LOOK_MS = 400

export interface Command {
  readonly user: UserId
  readonly team: TeamId
  readonly name: string
  readonly reason: string
  readonly fingerprints: Fingerprints
}

export type Receipt =
  | { readonly kind: 'received'; readonly request: RequestIn<'received'> }
  | { readonly kind: 'duplicate' }
  /**
   * The person has been refused too often within a minute, or has sent more than anybody needs (`flooding`): nothing was
   * kept, and it is counted.
   */
  | { readonly kind: 'turned_away'; readonly flooding: boolean }
  /**
   * Nothing will come of it. `settled` resolves when a record that arrived too late has been closed; `stopped` says that
   * trying again is in vain: the audit log isn't as newkey wrote it.
   */
  | { readonly kind: 'not_kept'; readonly settled: Promise<void>; readonly stopped: boolean }

type ReceiveDeps = Pick<
  Services,
  'registry' | 'issuer' | 'refusals' | 'groupMembers' | 'log' | 'now' | 'monotonic' | 'pause' | 'newId'
>

/**
 * Keeps a request durably before Slack is answered, or says in time that it couldn't. Whoever has been refused too
 * often is turned away before anything is kept. It doesn't throw.
 */
export async function receiveRequest(deps: ReceiveDeps, command: Command): Promise<Receipt> {
  const { user, team, fingerprints } = command
  const ask = {
    ...deps.issuer.home,
    id: deps.newId(),
    user,
    team,
    name: recordableName(command.name),
    reason: recordableReason(command.reason),
    askedAt: deps.now(),
  }
  // It is counted before anything is waited for, so that commands at the same moment are counted too.
  const standing = deps.refusals.begin(ask)
  if (standing === 'closed' || standing === 'flooding') {
    deps.refusals.turnAway(ask)
    return { kind: 'turned_away', flooding: standing === 'flooding' }
  }
  if (standing === 'crowded' && (await isHopeless(deps, ask))) {
    deps.refusals.end(ask)
    deps.refusals.turnAway(ask)
    return { kind: 'turned_away', flooding: false }
  }
  const receipt = await keep(deps, ask, fingerprints)
  if (receipt.kind === 'duplicate') deps.refusals.again(ask, 'command')
  if (receipt.kind === 'not_kept') deps.refusals.end(ask)
  return receipt
}

/** Whether it is certain beforehand that a command will be refused, as far as that costs nothing. */
async function isHopeless(deps: Pick<Services, 'groupMembers' | 'pause'>, ask: Ask): Promise<boolean> {
  if (checkName(ask.name, ask.reason)) return true
  const tooLong = deps.pause(LOOK_MS).then(() => undefined)
  const membership = await Promise.race([deps.groupMembers.membership(ask.user), tooLong])
  return membership?.kind === 'outsider'
}

async function keep(deps: ReceiveDeps, ask: Ask, fingerprints: Fingerprints): Promise<Receipt> {
  const began = deps.monotonic()
  let fault: unknown
  const keeping = deps.registry.receive(ask, fingerprints).catch((error: unknown): 'failed' => {
    fault = error
    return 'failed'
  })
  const kept = await Promise.race([keeping, deps.pause(RECEIVE_MS).then((): 'late' => 'late')])
  if (kept === 'duplicate') return { kind: 'duplicate' }
  // A store that blocks the whole process lets the timer fire late, so the time is also read.
  const late = kept === 'late' || deps.monotonic() - began > RECEIVE_MS
  if (!late && kept !== 'failed') return { kind: 'received', request: kept }
  deps.log.error('The request could not be recorded in time; newkey told the user', {
    ...{ request: ask.id, user: ask.user },
    ...(fault !== undefined && describeError(fault)),
  })
  const stopped = fault instanceof NewkeyError && fault.code === 'chain_rewritten'
  return { kind: 'not_kept', settled: close(deps, keeping), stopped }
}

async function close(
  deps: Pick<Services, 'registry' | 'log'>,
  keeping: Promise<RequestIn<'received'> | 'duplicate' | 'failed'>,
): Promise<void> {
  const kept = await keeping
  if (kept === 'duplicate' || kept === 'failed') return
  const by = { user: 'newkey', team: kept.team } as const
  try {
    const closed = await deps.registry.advance(kept, 'failed', { cause: 'record_failed' }, by)
    await deps.registry.markTold(closed)
  } catch {
    deps.log.warn('A late record stays open until recovery closes it', { request: kept.id })
  }
}
