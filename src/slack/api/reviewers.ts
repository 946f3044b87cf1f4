import type { Directory } from '../../domain/directory.ts'
import type { Key } from '../../domain/key.ts'
import { answerOrNone, isNoAnswer } from '../../domain/no-answer.ts'
import { may } from '../../domain/policy.ts'
import { type ChannelId, type GroupId, isUserId, type UserId } from '../../ids.ts'

/** Where a reviewer may be asked about a key. */
export interface ReviewPlace {
  readonly channel: ChannelId
  /** Whose DM it is; undefined for a channel. */
  readonly reader: UserId | undefined
}

/** The people who may be asked about a key. */
export interface Reviewers {
  /** Where a reviewer may be asked about a key, best first. `attempts`: how many attempts have failed. */
  places(key: Key, attempts: number): AsyncGenerator<ReviewPlace>
  /** Whether somebody may decide about a key; undefined when Slack doesn't say. */
  mayDecide(key: Key, reader: UserId): Promise<boolean | undefined>
}

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

  async function* places(key: Key, attempts: number): AsyncGenerator<ReviewPlace> {
    if (deps.channel !== undefined) yield { channel: deps.channel, reader: undefined }
    const lists = await Promise.all(deps.groups.map((group) => directory.members(group)))
    const members = [...new Set(lists.flatMap((list) => [...(answerOrNone(list) ?? [])]))]
      .filter(isUserId)
      .sort()
    const others = members.filter((user) => user !== key.owner)
    const turn = others.length === 0 ? 0 : attempts % others.length
    for (const user of [...others.slice(turn), ...others.slice(0, turn)].slice(0, MOST_ASKED)) {
      if ((await mayDecide(key, user)) !== true) continue
      const dm = answerOrNone(await directory.openDm(user))
      if (dm) yield { channel: dm, reader: user }
    }
  }

  /** The rule that decides about a press decides here too. */
  async function mayDecide(key: Key, reader: UserId): Promise<boolean | undefined> {
    const [ourTeam, membership, person] = await Promise.all([
      directory.ourTeam(),
      directory.membership(reader),
      directory.person(reader),
    ])
    if (isNoAnswer(ourTeam)) return undefined
    const decision = may(
      { user: reader, team: ourTeam, ourTeam, person, membership },
      { kind: 'review', owner: key.owner },
    )
    if (decision.kind === 'allowed') return true
    return decision.cause === 'slack_unavailable' || decision.cause === 'slack_setup' ? undefined : false
  }

  return { places, mayDecide }
}
