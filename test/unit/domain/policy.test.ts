import { describe, expect, it } from '@jest/globals'
import { NO_ANSWER } from '../../../src/domain/no-answer.ts'
import { type Actor, exceeded, type Membership, may, type Person } from '../../../src/domain/policy.ts'
import type { GroupId } from '../../../src/ids.ts'
import { ADA, BOB, GROUP, OTHER_GROUP, OTHER_TEAM, TEAM } from '../ids.ts'

const inGroups = (...groups: GroupId[]): Membership => ({ groups, holds: () => true })

const person: Person = { id: ADA, workspaces: [TEAM], deactivated: false, bot: false, guest: false }
const actor: Actor = {
  user: ADA,
  team: TEAM,
  ourTeam: TEAM,
  person,
  membership: inGroups(GROUP),
}

describe('given somebody who wants a key', () => {
  it('when they are a member and a plain user of this workspace, then they may, by that group', () => {
    expect(may(actor, { kind: 'issue' })).toEqual({ kind: 'allowed', group: GROUP })
  })

  it.each<[string, Partial<Actor>, string]>([
    ['we don’t know our own workspace', { ourTeam: NO_ANSWER }, 'slack_unavailable'],
    ['the payload names another workspace', { team: OTHER_TEAM }, 'other_workspace'],
    ['they are deactivated', { person: { ...person, deactivated: true } }, 'deactivated'],
    ['they are a bot', { person: { ...person, bot: true } }, 'bot'],
    [
      'they belong to another workspace',
      { person: { ...person, workspaces: [OTHER_TEAM] } },
      'other_workspace',
    ],
    ['they belong to no workspace', { person: { ...person, workspaces: [] } }, 'other_workspace'],
    ['they are a guest', { person: { ...person, guest: true } }, 'guest'],
  ])('when %s, then they may nothing at all', (_, change, cause) => {
    const actions = [
      { kind: 'issue' },
      { kind: 'own', owner: ADA },
      { kind: 'own', owner: BOB },
      { kind: 'review', owner: ADA },
      { kind: 'review', owner: BOB },
    ] as const
    for (const action of actions)
      expect(may({ ...actor, ...change }, action)).toEqual({ kind: 'refused', cause })
  })

  it('when they belong to this workspace and to another, then they may', () => {
    const colleague = { ...person, workspaces: [OTHER_TEAM, TEAM] }
    expect(may({ ...actor, person: colleague }, { kind: 'issue' })).toEqual({ kind: 'allowed', group: GROUP })
  })

  it.each<[string, Partial<Actor>]>([
    ['which groups they are in', { membership: NO_ANSWER }],
    ['who they are', { person: NO_ANSWER }],
    ['either', { membership: NO_ANSWER, person: NO_ANSWER }],
  ])('when Slack doesn’t say %s, then they may act on their own key, and do nothing else', (_, change) => {
    const unknown: Actor = { ...actor, ...change }
    expect(may(unknown, { kind: 'own', owner: ADA })).toMatchObject({ kind: 'allowed' })
    const others = [
      { kind: 'issue' },
      { kind: 'own', owner: BOB },
      { kind: 'review', owner: ADA },
      { kind: 'review', owner: BOB },
    ] as const
    for (const action of others)
      expect(may(unknown, action)).toEqual({ kind: 'refused', cause: 'slack_unavailable' })
  })

  it('when they are in several approved groups, then they may, by the first of them', () => {
    expect(may({ ...actor, membership: inGroups(OTHER_GROUP, GROUP) }, { kind: 'issue' })).toEqual({
      kind: 'allowed',
      group: OTHER_GROUP,
    })
  })

  it('when they are in none, then they may not, and nobody has to have said who they are', () => {
    const outsider: Actor = { ...actor, person: undefined, membership: inGroups() }
    expect(may(outsider, { kind: 'issue' })).toEqual({ kind: 'refused', cause: 'not_in_group' })
  })

  it('when Slack speaks of another person than was asked about, then that is no answer', () => {
    expect(may({ ...actor, person: { ...person, id: BOB } }, { kind: 'issue' })).toEqual({
      kind: 'refused',
      cause: 'slack_unavailable',
    })
  })
})

describe('given somebody who presses a button', () => {
  const outsider: Actor = { ...actor, person: undefined, membership: inGroups() }

  it.each([
    {
      what: 'their own key, as a member',
      who: actor,
      owner: ADA,
      decision: { kind: 'allowed', group: GROUP },
    },
    // Being in a group is needed to get a key, never to give one up.
    {
      what: 'their own key, having left the group',
      who: outsider,
      owner: ADA,
      decision: { kind: 'allowed', group: undefined },
    },
    {
      what: 'somebody else’s, as a member',
      who: actor,
      owner: BOB,
      decision: { kind: 'refused', cause: 'not_yours' },
    },
    {
      what: 'somebody else’s, from outside',
      who: outsider,
      owner: BOB,
      decision: { kind: 'refused', cause: 'not_yours' },
    },
  ])('when it is about $what, then that is $decision.kind', ({ who, owner, decision }) => {
    expect(may(who, { kind: 'own', owner })).toEqual(decision)
  })

  it.each([
    {
      what: 'somebody else’s key, as a member',
      who: actor,
      owner: BOB,
      decision: { kind: 'allowed', group: GROUP },
    },
    {
      what: 'their own key, as a member',
      who: actor,
      owner: ADA,
      decision: { kind: 'refused', cause: 'own_request' },
    },
    {
      what: 'their own key, from outside',
      who: outsider,
      owner: ADA,
      decision: { kind: 'refused', cause: 'own_request' },
    },
    {
      what: 'somebody else’s, from outside',
      who: outsider,
      owner: BOB,
      decision: { kind: 'refused', cause: 'not_in_group' },
    },
  ])('when they review $what, then that is $decision.kind', ({ who, owner, decision }) => {
    expect(may(who, { kind: 'review', owner })).toEqual(decision)
  })
})

describe('given two issues an hour and three live keys', () => {
  const limits = { issuesPerHour: 2, liveKeys: 3 }
  it.each([
    ['nothing yet', { issues: [], liveKeys: 0 }, undefined],
    ['one of each', { issues: [5], liveKeys: 1 }, undefined],
    ['two issues', { issues: [5, 9], liveKeys: 0 }, { cause: 'hourly_limit', retryAt: 3_600_005 }],
    ['three issues', { issues: [1, 5, 9], liveKeys: 0 }, { cause: 'hourly_limit', retryAt: 3_600_005 }],
    ['three live keys', { issues: [], liveKeys: 3 }, { cause: 'live_limit' }],
    ['both', { issues: [5, 9], liveKeys: 3 }, { cause: 'live_limit' }],
  ])('when somebody has had %s, then the first limit that is broken is named', (_, usage, over) => {
    expect(exceeded(usage, limits)).toEqual(over)
  })
})
