import { newkeyFor } from '../domain/event.ts'
import { checkName, recordableName, recordableReason } from '../domain/name.ts'
import type { Ask, RequestIn } from '../domain/request.ts'
import type { Fingerprints } from '../domain/requests.ts'
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
   * recorded, and it is counted.
   */
  | { readonly kind: 'turned_away'; readonly flooding: boolean }
  /**
   * Nothing will come of it. `closed` resolves when a record that arrived too late has been closed; `isStopped`: trying
   * again is in vain, since the audit log isn't as newkey wrote it.
   */
  | { readonly kind: 'not_recorded'; readonly closed: Promise<void>; readonly isStopped: boolean }

/**
 * Records a request durably before Slack is answered, or says in time that it couldn't. Whoever has been refused too
 * often is turned away before anything is recorded. It doesn't throw.
 */
export async function receiveRequest(services: Services, command: Command): Promise<Receipt> {
  const { user, team, fingerprints } = command
  const { refusals } = services.policy
  const ask = {
    ...services.twilio.location,
    id: services.newId(),
    user,
    team,
    name: recordableName(command.name),
    reason: recordableReason(command.reason),
    askedAt: services.clock.now(),
  }
  // It is counted before anything is waited for, so that commands at the same moment are counted too.
  const standing = refusals.begin(ask)
  if (standing === 'closed' || standing === 'flooding') {
    refusals.turnAway(ask)
    return { kind: 'turned_away', flooding: standing === 'flooding' }
  }
  if (standing === 'crowded' && (await isHopeless(services, ask))) {
    refusals.end(ask)
    refusals.turnAway(ask)
    return { kind: 'turned_away', flooding: false }
  }
  const receipt = await record(services, ask, fingerprints)
  if (receipt.kind === 'duplicate') refusals.again(ask, 'command')
  if (receipt.kind === 'not_recorded') refusals.end(ask)
  return receipt
}

/** Whether it is certain beforehand that a command will be refused, as far as that costs nothing. */
async function isHopeless(services: Services, ask: Ask): Promise<boolean> {
  if (checkName(ask.name, ask.reason)) return true
  const tooLong = services.clock.pause(LOOK_MS).then(() => undefined)
  const membership = await Promise.race([services.slack.directory.membership(ask.user), tooLong])
  return membership?.groups.length === 0
}

async function record(services: Services, ask: Ask, fingerprints: Fingerprints): Promise<Receipt> {
  const { store, clock, log } = services
  const began = clock.monotonic()
  let fault: unknown
  const recording = store.requests.receive(ask, fingerprints).catch((error: unknown): 'failed' => {
    fault = error
    return 'failed'
  })
  const recorded = await Promise.race([recording, clock.pause(RECEIVE_MS).then((): 'late' => 'late')])
  if (recorded === 'duplicate') return { kind: 'duplicate' }
  // A store that blocks the whole process lets the timer fire late, so the time is also read.
  const isLate = recorded === 'late' || clock.monotonic() - began > RECEIVE_MS
  if (!isLate && recorded !== 'failed') return { kind: 'received', request: recorded }
  log.error('The request could not be recorded in time; newkey told the user', {
    request: ask.id,
    user: ask.user,
    ...(fault !== undefined && describeError(fault)),
  })
  const isStopped = fault instanceof NewkeyError && fault.code === 'chain_rewritten'
  return { kind: 'not_recorded', closed: close(services, recording), isStopped }
}

/** A record that arrived too late is closed: the user has been told that nothing will come of it. */
async function close(
  { store, log }: Services,
  recording: Promise<RequestIn<'received'> | 'duplicate' | 'failed'>,
): Promise<void> {
  const recorded = await recording
  if (recorded === 'duplicate' || recorded === 'failed') return
  try {
    const closed = await store.requests.advance(
      recorded,
      'failed',
      { cause: 'record_failed' },
      newkeyFor(recorded),
    )
    await store.messages.sent(closed, 'ending')
  } catch {
    log.warn('A late record stays open until recovery closes it', { request: recorded.id })
  }
}
