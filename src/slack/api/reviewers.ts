import type { Directory } from '../../domain/directory.ts'
import type { Key } from '../../domain/key.ts'
import { answerOrNone } from '../../domain/no-answer.ts'
import { isAtHome } from '../../domain/policy.ts'
import { type ChannelId, type GroupId, isUserId } from '../../ids.ts'

/** The channels in which a reviewer may be asked about a key, best first. `attempts`: how many attempts have failed. */
export type Reviewers = (key: Key, attempts: number) => AsyncGenerator<ChannelId>

/** How many people are looked up, one by one. */
const MOST_ASKED = 20

/**
 * Offers first the audit channel, if there is one, then the DMs of members of the approved groups other than the owner.
 * After each failed attempt, another member comes first.
 */
export function createReviewers(deps: {
  readonly channel: ChannelId | undefined
  readonly groups: readonly GroupId[]
  readonly directory: Directory
}): Reviewers {
  const { directory } = deps
  return async function* (key, attempts) {
    if (deps.channel !== undefined) yield deps.channel
    const ourTeam = answerOrNone(await directory.ourTeam())
    const lists = await Promise.all(deps.groups.map((group) => directory.members(group)))
    const members = [...new Set(lists.flatMap((list) => [...(answerOrNone(list) ?? [])]))]
      .filter(isUserId)
      .sort()
    const others = members.filter((user) => user !== key.owner)
    const turn = others.length === 0 ? 0 : attempts % others.length
    for (const user of [...others.slice(turn), ...others.slice(0, turn)].slice(0, MOST_ASKED)) {
      const person = answerOrNone(await directory.person(user))
      if (!person || !isAtHome(person, ourTeam) || person.deactivated || person.bot || person.guest) continue
      const dm = answerOrNone(await directory.openDm(user))
      if (dm) yield dm
    }
  }
}
