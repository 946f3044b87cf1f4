import type { AuditRecord } from '../audit/record.ts'
import type { ButtonRefusal } from '../domain/causes.ts'
import type { KeyEvent } from '../domain/event.ts'
import type { KeyLocation } from '../domain/location.ts'
import type { Log } from '../log.ts'
import { createMinutes, type Minute, type Who } from './minutes.ts'

/** This many refusals within a minute leave records of their own; the rest are counted. */
export const MOST_REFUSALS = 10
/** Nobody needs more commands within a minute, whatever becomes of them: more aren't looked at. */
export const MOST_COMMANDS = 30
/** So many presses of anybody's buttons are looked at within a minute, and so many of the buttons on their own keys. */
export const MOST_PRESSES = 30
export const MOST_OWN_PRESSES = 100
/** Those who come when there are too many people have so many times as much between them. */
const TOGETHER = 10

/**
 * Whether newkey looks at what a person asks:
 * - `open`: what they ask is looked at
 * - `crowded`: as many of their commands are undecided as may still be refused, or there are too many people to tell apart
 * - `closed`: they have been refused so often within a minute that nothing more of theirs is looked at
 */
export type Standing = 'open' | 'crowded' | 'closed'
/** `flooding`: more than anybody needs has come from them within a minute. It says nothing about the person. */
export type Begun = Standing | 'flooding'

/** Counts each person's refusals by the minute, in memory, so that nobody can fill the disk by being refused. */
export interface Refusals {
  standing(who: Who): Standing
  /**
   * A command of theirs has come.
   * @returns how it stood before: after `open` or `crowded` it is counted as undecided until `end` or `again`; after the
   * others it isn't looked at
   */
  begin(who: Who): Begun
  /**
   * A button was pressed by them.
   * @returns `closed` where only the buttons on their own keys may still be looked at, `flooding` where none may
   */
  beginPress(who: Who): Exclude<Begun, 'crowded'>
  /** What began had come before: it was no command or press of its own, and whoever repeats it must not use up theirs. */
  again(who: Who, what: 'command' | 'press'): void
  /** It has been looked at. @param why why it was refused; faults, and Slack's silence, aren't counted */
  end(who: Who, cause?: ButtonRefusal): void
  /** A command or a press of theirs wasn't looked at: it is counted for the minute's record. */
  turnAway(who: Who): void
  /** A press of theirs was refused, or a command that is too long to be kept. @returns whether it gets a record of its own; if not, it is counted */
  press(who: Who, cause: ButtonRefusal): boolean
  /**
   * Writes one audit record for each person and minute in which something was only counted.
   * @param which the minutes that are over, or also the one that is running
   * @throws NewkeyError `store_failed`; what wasn't written is kept for the next call
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
      deps.log.warn('Somebody asked too much, or was refused too often; for a minute newkey only counts it', {
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
      // Those of the last minute that are still undecided count too.
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

const mostOf = ({ who }: Minute, most: number): number => (who ? most : most * TOGETHER)

/**
 * Whether a refusal is the person's own. Slack's silence isn't. Limits are: asking on costs as much as any other
 * refusal, and its answer has already said when it will be possible again.
 */
const isOwn = (cause: ButtonRefusal): boolean => cause !== 'slack_unavailable'

/** @param who undefined where there were too many people to tell apart @param more how many refusals have no record of their own */
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
