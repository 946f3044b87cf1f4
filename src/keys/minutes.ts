import type { TeamId, UserId } from '../ids.ts'

/** A person, as Slack's payload identifies them. */
export interface Who {
  readonly user: UserId
  readonly team: TeamId
}

/** How many people are counted separately within a minute. Those beyond are counted together. */
export const MOST_PEOPLE = 10_000
const MINUTE_MS = 60_000

/** What one person did within a minute. */
export interface Minute {
  /** Undefined for the people who are counted together. */
  readonly who: Who | undefined
  began: number
  /** All commands and presses, including those that were refused. */
  commands: number
  presses: number
  undecided: number
  refused: number
  /** Refusals that are only counted, without a record of their own. */
  more: number
}

/** The count of a minute that is over, for which a record is owed. */
interface Owed {
  readonly who: Who | undefined
  readonly more: number
}

export interface Minutes {
  /** A person's current minute, or the shared one if there are too many people. */
  minuteOf(who: Who): Minute
  /** Forgets a person if nothing was counted, which makes room for somebody else. */
  forget(minute: Minute): void
  /** Ends the minutes that are over, or all of them, and forgets their people. */
  sweep(all?: boolean): void
  /** The counts of past minutes that aren't written yet. */
  readonly owed: Owed[]
}

/** Counts what each person does by the minute, in memory. @param monotonic a clock that never goes back (ms) */
export function createMinutes(monotonic: () => number): Minutes {
  /** Ordered by when their minutes began. */
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

  /** Begins a new minute. If the last one counted refusals, a record of them is owed. */
  function turn(minute: Minute): void {
    if (minute.more > 0) {
      // If the database accepts nothing for long, the counts mustn't fill the memory: the last ones are added up.
      if (owed.length < MOST_PEOPLE) owed.push({ who: minute.who, more: minute.more })
      else owed.push({ who: undefined, more: minute.more + (owed.pop()?.more ?? 0) })
    }
    minute.began = monotonic()
    minute.commands = 0
    minute.presses = 0
    minute.refused = 0
    minute.more = 0
  }

  /** The oldest minutes come first, so it stops at the first that isn't over. */
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
