import type { AuditEvent, AuditRecord } from '../audit/event.ts'
import type { AccountSid } from './key.ts'
import type { Log } from './log.ts'
import type { ButtonRefusal } from './reasons.ts'
import type { TeamId, UserId } from './request.ts'

/** A person, as the payload names them. */
export interface Who {
  readonly user: UserId
  readonly team: TeamId
}

/** This many refusals within a minute leave records of their own; the rest are counted. */
export const MOST_REFUSALS = 10
const MINUTE_MS = 60_000
/** More people than these aren't told apart within a minute: those who come later are counted together. */
export const MOST_PEOPLE = 10_000

/**
 * Whether newkey looks at what a person asks:
 * - `open`: what they ask is looked at
 * - `crowded`: as many of their commands are undecided as may still be refused, or there are too many people to tell apart
 * - `closed`: they have been refused so often within a minute that nothing more of theirs is looked at
 */
export type Standing = 'open' | 'crowded' | 'closed'

/** Counts each person's refusals by the minute, in memory, so that nobody can fill the disk by being refused. */
export interface Refusals {
  standing(who: Who): Standing
  /** A command of theirs is being looked at. Each call is followed by one of `end`. */
  begin(who: Who): void
  /** It has been looked at. @param why why it was refused; faults, and Slack's silence, aren't counted */
  end(who: Who, why?: ButtonRefusal): void
  /** A command of theirs wasn't looked at: it is counted for the minute's record. */
  turnAway(who: Who): void
  /** A press of theirs was refused. @returns whether it gets a record of its own; if not, it is counted */
  press(who: Who, why: ButtonRefusal): boolean
  /**
   * Writes one audit record for each person and minute in which something was only counted.
   * @param which the minutes that are over, or also the one that is running
   * @throws NewkeyError `store_failed`; what wasn't written is kept for the next call
   */
  write(which: 'over' | 'all'): Promise<void>
}

interface Minute {
  /** Undefined for those who came when there were too many people already. */
  readonly who: Who | undefined
  began: number
  undecided: number
  refused: number
  /** Refusals without a record of their own. */
  more: number
}

export function createRefusals(deps: {
  readonly audit: { readonly append: (event: AuditEvent) => Promise<AuditRecord> }
  readonly account: AccountSid
  readonly log: Log
  readonly monotonic: () => number
}): Refusals {
  const people = new Map<string, Minute>()
  const others: Minute = { who: undefined, began: 0, undecided: 0, refused: 0, more: 0 }
  /** Counts of minutes that are over and that aren't written yet. */
  const owed: { readonly who: Who | undefined; readonly more: number }[] = []

  const keyOf = ({ user, team }: Who): string => `${team} ${user}`
  const isOver = (minute: Minute): boolean => deps.monotonic() - minute.began >= MINUTE_MS

  const isIdle = ({ refused, more, undecided }: Minute): boolean => refused + more + undecided === 0
  const forget = (minute: Minute): void => {
    if (minute.who && isIdle(minute)) people.delete(keyOf(minute.who))
  }

  /** Begins a new minute, and owes a record for what the last one only counted. */
  function turn(minute: Minute): void {
    if (minute.more > 0) {
      // A database that takes nothing for long mustn't fill the memory: then the counts of many are one.
      if (owed.length < MOST_PEOPLE) owed.push({ who: minute.who, more: minute.more })
      else owed.push({ who: undefined, more: minute.more + (owed.pop()?.more ?? 0) })
    }
    minute.began = deps.monotonic()
    minute.refused = 0
    minute.more = 0
  }

  /** Forgets the people of minutes that are over. */
  function sweep(all = false): void {
    for (const [key, minute] of people) {
      if (all || isOver(minute)) turn(minute)
      if (isIdle(minute)) people.delete(key)
    }
    if (all || isOver(others)) turn(others)
  }

  /** A person's minute, where there is one or place for one; else everybody else's. */
  function minuteOf(who: Who): Minute {
    const key = keyOf(who)
    let minute = people.get(key)
    if (!minute && people.size >= MOST_PEOPLE) sweep()
    if (!minute && people.size < MOST_PEOPLE) {
      minute = { who, began: deps.monotonic(), undecided: 0, refused: 0, more: 0 }
      people.set(key, minute)
    }
    minute ??= others
    if (isOver(minute)) turn(minute)
    return minute
  }

  function countOnly(minute: Minute): void {
    if (minute.more === 0)
      deps.log.warn('Somebody was refused too often; for a minute newkey only counts their refusals', {
        why: 'too_many_refusals',
        ...minute.who,
      })
    minute.more += 1
  }

  return {
    standing: (who) => {
      const minute = minuteOf(who)
      const { refused, undecided } = minute
      forget(minute)
      if (refused + undecided < MOST_REFUSALS) return 'open'
      return minute.who && refused >= MOST_REFUSALS ? 'closed' : 'crowded'
    },
    begin: (who) => {
      const minute = minuteOf(who)
      if (minute.who) minute.undecided += 1
    },
    end: (who, why) => {
      const minute = minuteOf(who)
      minute.undecided = Math.max(0, minute.undecided - 1)
      if (why !== undefined && isOwn(why)) minute.refused += 1
      forget(minute)
    },
    turnAway: (who) => countOnly(minuteOf(who)),
    press: (who, why) => {
      const minute = minuteOf(who)
      const recorded = !isOwn(why) || minute.refused < MOST_REFUSALS
      if (!recorded) countOnly(minute)
      else if (isOwn(why)) minute.refused += 1
      forget(minute)
      return recorded
    },
    write: async (which) => {
      sweep(which === 'all')
      for (let next = owed.shift(); next; next = owed.shift()) {
        try {
          await deps.audit.append(eventOf(next.who, next.more, deps.account))
        } catch (error) {
          owed.unshift(next)
          throw error
        }
      }
    },
  }
}

/**
 * Whether a refusal is the person's own. Slack's silence isn't. Limits are: asking on costs as much as any other
 * refusal, and its answer has already said when it will be possible again.
 */
const isOwn = (why: ButtonRefusal): boolean => why !== 'slack_unavailable'

function eventOf(who: Who | undefined, more: number, account: AccountSid): AuditEvent {
  const said = `${more} more ${more === 1 ? 'refusal' : 'refusals'} within a minute`
  return {
    event: 'denied',
    request: null,
    actor: { user: who?.user ?? 'newkey', team: who?.team ?? null },
    account,
    name: '',
    sid: null,
    group: null,
    reason: who ? said : `${said}, of more people than are told apart`,
    outcome: 'too_many_refusals',
  }
}
