import { describe, expect, it } from '@jest/globals'
import type { Directory } from '../../../../src/domain/directory.ts'
import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import type { Person } from '../../../../src/domain/policy.ts'
import { type ChannelId, isDmId, isUserId, type UserId } from '../../../../src/ids.ts'
import { createReviewers } from '../../../../src/slack/api/reviewers.ts'
import { ADA, BOB, GROUP, OTHER_GROUP, OTHER_TEAM, TEAM } from '../../ids.ts'
import { fakeServices } from '../../keys/fake-services.ts'
import { keyIn } from '../../requests.ts'

const user = (number: number): UserId => {
  const id = `U${String(number).padStart(9, '0')}`
  if (!isUserId(id)) throw new Error('no id')
  return id
}
const dmOf = (id: UserId): ChannelId => {
  const dm = `D${id.slice(1)}`
  if (!isDmId(dm)) throw new Error('no DM')
  return dm
}

/** The places where somebody is asked about Ada's key, in a group of these people. */
async function places(
  members: readonly UserId[],
  {
    attempts = 0,
    channel,
    ...directory
  }: Partial<Directory> & { readonly attempts?: number; readonly channel?: ChannelId } = {},
) {
  const { services } = fakeServices({
    directory: {
      members: async (group) => (group === GROUP ? new Set(members) : NO_ANSWER),
      person: async (id) => ({ id, workspaces: [TEAM], deactivated: false, bot: false, guest: false }),
      openDm: async (id) => dmOf(id),
      ...directory,
    },
  })
  const reviewers = createReviewers({
    channel,
    groups: [OTHER_GROUP, GROUP],
    directory: services.slack.directory,
  })
  const all: ChannelId[] = []
  for await (const { channel } of reviewers.places(keyIn('held'), attempts)) all.push(channel)
  return all
}
const describes = (change: Partial<Person>) => async (id: UserId) => ({
  id,
  workspaces: [TEAM],
  deactivated: false,
  bot: false,
  guest: false,
  ...(id === BOB && change),
})
const EVE = user(1)

describe('given a key that somebody has to decide about', () => {
  it('when its owner is in the group too, then every member is asked but the owner', async () => {
    expect(await places([BOB, ADA, EVE])).toEqual([dmOf(EVE), dmOf(BOB)])
  })

  it('when its owner is the only member, then nobody is asked', async () => {
    expect(await places([ADA])).toEqual([])
  })

  it('when there is an audit channel, then it comes first', async () => {
    const channel = dmOf(user(7))
    expect(await places([BOB], { channel })).toEqual([channel, dmOf(BOB)])
  })

  it('when nobody could be asked before, then another member comes first each time', async () => {
    const first = async (attempts: number) => (await places([BOB, EVE], { attempts }))[0]
    expect([await first(0), await first(1), await first(2)]).toEqual([dmOf(EVE), dmOf(BOB), dmOf(EVE)])
  })

  it.each<[string, Partial<Person>]>([
    ['deactivated', { deactivated: true }],
    ['a bot', { bot: true }],
    ['a guest', { guest: true }],
    ['of another workspace', { workspaces: [OTHER_TEAM] }],
    ['of no workspace', { workspaces: [] }],
  ])('when a member is %s, then somebody else is asked', async (_, change) => {
    expect(await places([BOB, EVE], { person: describes(change) })).toEqual([dmOf(EVE)])
  })

  it('when a member belongs to this workspace and to another, then they are asked', async () => {
    const person = describes({ workspaces: [OTHER_TEAM, TEAM] })
    expect(await places([BOB], { person })).toEqual([dmOf(BOB)])
  })

  it('when Slack doesn’t say who we are or who they are, or opens no DM, then nobody is asked', async () => {
    expect(await places([BOB], { ourTeam: async () => NO_ANSWER })).toEqual([])
    expect(await places([BOB], { person: async () => NO_ANSWER })).toEqual([])
    expect(await places([BOB], { openDm: async () => NO_ANSWER })).toEqual([])
  })

  it('when the group is large, then no more than twenty people are looked up', async () => {
    let looks = 0
    const person = async () => {
      looks += 1
      return NO_ANSWER
    }
    await places(
      Array.from({ length: 50 }, (_, number) => user(number)),
      { person },
    )
    expect(looks).toBe(20)
  })
})
