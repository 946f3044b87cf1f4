import type { AuditRecord } from '../audit/record.ts'
import type { ButtonRefusal } from '../domain/causes.ts'
import type { KeyEvent } from '../domain/event.ts'
import type { KeyLocation } from '../domain/location.ts'
import { MOST_REFUSALS } from '../domain/policy.ts'
import type { Log } from '../log.ts'
import { createMinutes, type Minute, type Who } from './minutes.ts'

/** How many commands of one person are looked at within a minute, whether or not they succeed. Nobody needs more. */
export const MOST_COMMANDS = 30
/** How many presses of one person are looked at within a minute: on any key, and on their own keys. */
export const MOST_PRESSES = 30
export const MOST_OWN_PRESSES = 100
/** The people who are counted together share this many times the limits of one person. */
const SHARED_FACTOR = 10

/**
 * Whether newkey looks at what a person sends:
 * - `open`: yes
 * - `crowded`: only if it isn't certain to be refused. As many of their commands are undecided as may still be refused, or
 *   there are too many people to count separately
 * - `closed`: no. They have been refused too often within the minute
 */
export type Standing = 'open' | 'crowded' | 'closed'
/** `flooding`: they have sent more than anybody needs within a minute, though it wasn't necessarily refused. */
export type Begun = Standing | 'flooding'

/** Counts each person's refusals by the minute, in memory, so that nobody can fill the disk by being refused. */
export interface Refusals {
  standing(who: Who): Standing
  /**
   * Counts a command that has arrived.
   * @returns the person's standing before it. After `open` or `crowded`, the command counts as undecided until `end` or
   *   `again`; after the others it must not be looked at
   */
  begin(who: Who): Begun
  /**
   * Counts a press that has arrived.
   * @returns `closed` if only presses on their own keys may be looked at, `flooding` if none may
   */
  beginPress(who: Who): Exclude<Begun, 'crowded'>
  /** Uncounts a command or press that turned out to be a repetition: a replay must not use up the person's allowance. */
  again(who: Who, what: 'command' | 'press'): void
  /** A command has been decided. @param cause why it was refused, if it was; faults and missing answers from Slack don't count */
  end(who: Who, cause?: ButtonRefusal): void
  /** Counts a command or press that wasn't looked at, for the minute's record. */
  turnAway(who: Who): void
  /**
   * Counts a refused press, or a refused command that was too long to record.
   * @returns whether it gets a record of its own; if not, it is only counted
   */
  press(who: Who, cause: ButtonRefusal): boolean
  /**
   * Writes one audit record for each person and minute in which something was only counted.
   * @param which the minutes that are over, or also the one that is running
   * @throws NewkeyError `store_failed`; what wasn't written is written by the next call
   */
  write(which: 'over' | 'all'): Promise<void>
}

export function createRefusals(deps: {
  readonly audit: { readonly append: (event: KeyEvent) => Promise<AuditRecord> }
  /** Where this newkey makes keys. */
  readonly location: Pick<KeyLocation, 'account' | 'region'>
  readonly log: Log
  readonly monotonic: () => number
}): Refusals {
  const { minuteOf, forget, sweep, owed } = createMinutes(deps.monotonic)

  function countOnly(minute: Minute): void {
    if (minute.more === 0)
      deps.log.warn('Somebody sent too much, or was refused too often; for a minute, newkey only counts it', {
        cause: 'too_many_refusals',
        ...minute.who,
      })
    minute.more += 1
  }

  return {
    standing: (who) => {
      const minute = minuteOf(who)
      forget(minute)
      return standingOf(minute)
    },
    begin: (who) => {
      const minute = minuteOf(who)
      const standing = standingOf(minute)
      if (standing === 'closed') return standing
      // Undecided commands of the last minute count too.
      if (Math.max(minute.commands, minute.undecided) >= mostOf(minute, MOST_COMMANDS)) return 'flooding'
      minute.commands += 1
      if (minute.who) minute.undecided += 1
      return standing
    },
    beginPress: (who) => {
      const minute = minuteOf(who)
      if (minute.presses >= mostOf(minute, MOST_OWN_PRESSES)) return 'flooding'
      minute.presses += 1
      const closed = standingOf(minute) === 'closed' || minute.presses > mostOf(minute, MOST_PRESSES)
      return closed ? 'closed' : 'open'
    },
    again: (who, what) => {
      const minute = minuteOf(who)
      if (what === 'press') minute.presses = Math.max(0, minute.presses - 1)
      else {
        minute.commands = Math.max(0, minute.commands - 1)
        minute.undecided = Math.max(0, minute.undecided - 1)
      }
      forget(minute)
    },
    end: (who, cause) => {
      const minute = minuteOf(who)
      minute.undecided = Math.max(0, minute.undecided - 1)
      if (cause !== undefined && isOwn(cause)) minute.refused += 1
      forget(minute)
    },
    turnAway: (who) => countOnly(minuteOf(who)),
    press: (who, cause) => {
      const minute = minuteOf(who)
      const recorded = !isOwn(cause) || minute.refused < MOST_REFUSALS
      if (!recorded) countOnly(minute)
      else if (isOwn(cause)) minute.refused += 1
      forget(minute)
      return recorded
    },
    write: async (which) => {
      sweep(which === 'all')
      for (let next = owed.shift(); next; next = owed.shift()) {
        try {
          await deps.audit.append(eventOf(next.who, next.more, deps.location))
        } catch (error) {
          owed.unshift(next)
          throw error
        }
      }
    },
  }
}

function standingOf({ who, refused, undecided }: Minute): Standing {
  if (refused + undecided < MOST_REFUSALS) return 'open'
  return who && refused >= MOST_REFUSALS ? 'closed' : 'crowded'
}

const mostOf = ({ who }: Minute, most: number): number => (who ? most : most * SHARED_FACTOR)

/**
 * Whether a refusal counts against the person. A missing answer from Slack doesn't. Reaching a limit does: asking again
 * costs as much as any other refusal, and newkey has already said what to do.
 */
const isOwn = (cause: ButtonRefusal): boolean => cause !== 'slack_unavailable' && cause !== 'slack_setup'

/** @param who undefined for the people who are counted together @param more how many refusals were only counted */
function eventOf(
  who: Who | undefined,
  more: number,
  { account, region }: Pick<KeyLocation, 'account' | 'region'>,
): KeyEvent {
  const refusals = String(more)
  return {
    event: 'denied',
    request: null,
    actor: { user: who?.user ?? 'newkey', team: who?.team ?? null },
    account,
    region,
    name: '',
    sid: null,
    group: null,
    reason: '',
    outcome: 'too_many_refusals',
    details: who ? { refusals } : { refusals, people: 'several' },
  }
}
