import type { TeamId, UserId } from '../ids.ts'

/** A person, as the payload names them. */
export interface Who {
  readonly user: UserId
  readonly team: TeamId
}

/** More people than these aren't told apart within a minute: those who come later are counted together. */
export const MOST_PEOPLE = 10_000
const MINUTE_MS = 60_000

/** What came of one person within a minute. */
export interface Minute {
  /** Undefined for those who came when there were too many people already. */
  readonly who: Who | undefined
  began: number
  /** Commands and presses that came, whatever became of them. */
  commands: number
  presses: number
  undecided: number
  refused: number
  /** Refusals without a record of their own. */
  more: number
}

/** A count of a minute that is over. */
interface Owed {
  readonly who: Who | undefined
  readonly more: number
}

export interface Minutes {
  /** A person's minute, where there is one or place for one; else everybody else's. */
  minuteOf(who: Who): Minute
  /** Gives a person's place to somebody else where nothing was counted. */
  forget(minute: Minute): void
  /** Ends the minutes that are over, or all, and forgets their people. */
  sweep(all?: boolean): void
  /** Counts of minutes that are over and that aren't written yet. */
  readonly owed: Owed[]
}

/** Keeps each person's minute in memory. @param monotonic a clock that never goes back (ms) */
export function createMinutes(monotonic: () => number): Minutes {
  /** In the order in which their minutes began. */
  const people = new Map<string, Minute>()
  const others = newMinute(undefined)
  const owed: Owed[] = []

  const keyOf = ({ user, team }: Who): string => `${team} ${user}`
  const isOver = (minute: Minute): boolean => monotonic() - minute.began >= MINUTE_MS

  const isIdle = ({ commands, presses, refused, more, undecided }: Minute): boolean =>
    commands + presses + refused + more + undecided === 0
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
    minute.began = monotonic()
    minute.commands = 0
    minute.presses = 0
    minute.refused = 0
    minute.more = 0
  }

  /** Forgets the people of minutes that are over: the oldest come first, so that it ends at the first that isn't. */
  function sweep(all = false): void {
    for (const [key, minute] of people) {
      if (!all && !isOver(minute)) break
      turn(minute)
      if (all && !isIdle(minute)) continue
      people.delete(key)
      if (!isIdle(minute)) people.set(key, minute)
    }
    if (all || isOver(others)) turn(others)
  }

  /** A person's minute, where there is one or place for one; else everybody else's. */
  function minuteOf(who: Who): Minute {
    const key = keyOf(who)
    let minute = people.get(key)
    if (!minute && people.size >= MOST_PEOPLE) sweep()
    if (!minute && people.size < MOST_PEOPLE) {
      minute = newMinute(who)
      people.set(key, minute)
    }
    minute ??= others
    if (!isOver(minute)) return minute
    turn(minute)
    if (minute.who) {
      people.delete(key)
      people.set(key, minute)
    }
    return minute
  }

  function newMinute(who: Who | undefined): Minute {
    return { who, began: monotonic(), commands: 0, presses: 0, undecided: 0, refused: 0, more: 0 }
  }

  return { minuteOf, forget, sweep, owed }
}
