import { newkeyFor } from '../domain/event.ts'
import { checkName, recordableName, recordableReason } from '../domain/name.ts'
import { isNoAnswer } from '../domain/no-answer.ts'
import type { Ask, RequestIn } from '../domain/request.ts'
import type { Fingerprints } from '../domain/requests.ts'
import { describeError, type FaultLasts, howLong } from '../errors.ts'
import type { TeamId, UserId } from '../ids.ts'
import type { Services } from './ports.ts'

/** Slack waits 3 s for the ack (Slack docs: "Slash commands"). A record that takes half of that comes too late (ms). */
export const RECEIVE_MS = 1_500
/** How long a command waits for the membership of a person whose standing is `crowded` (ms): the ack must be in time. */
const MEMBERSHIP_WAIT_MS = 400

/** A command as it was typed, not yet recorded. */
export interface ReceivedCommand {
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
   * The person has been refused too often within a minute, or has sent more than anybody needs (`flooding`). The command
   * is counted, but not recorded.
   */
  | { readonly kind: 'turned_away'; readonly flooding: boolean }
  /**
   * The request goes no further. `closed` resolves when a record that came too late has been closed. `lasts`: whether it is
   * any use to try again.
   */
  | { readonly kind: 'not_recorded'; readonly closed: Promise<void>; readonly lasts: FaultLasts }

/**
 * Records a request durably before Slack is answered, or reports in time that it couldn't. A person who has been refused
 * too often is turned away before anything is recorded. It doesn't throw.
 */
export async function receiveRequest(services: Services, command: ReceivedCommand): Promise<Receipt> {
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
  // Counted before the first await, so that simultaneous commands are counted too.
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

/** Whether it is already certain that a command will be refused. At most, it waits for the membership for a moment. */
async function isHopeless(services: Services, ask: Ask): Promise<boolean> {
  if (checkName(ask.name, ask.reason)) return true
  const tooLong = services.clock.pause(MEMBERSHIP_WAIT_MS).then(() => undefined)
  const membership = await Promise.race([services.slack.directory.membership(ask.user), tooLong])
  return membership !== undefined && !isNoAnswer(membership) && membership.groups.length === 0
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
  // If the store blocks the whole process, the timer fires late, so the clock is read too.
  const isLate = recorded === 'late' || clock.monotonic() - began > RECEIVE_MS
  if (!isLate && recorded !== 'failed') return { kind: 'received', request: recorded }
  log.error('The request could not be recorded in time; newkey told the user', {
    request: ask.id,
    user: ask.user,
    ...(fault !== undefined && describeError(fault)),
  })
  return { kind: 'not_recorded', closed: closeLateRecord(services, recording), lasts: howLong(fault) }
}

/** Closes a record that came too late: the requester has already been told that no key was made. */
async function closeLateRecord(
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
