import { describe, expect, it } from '@jest/globals'
import { type Actor, exceeded, may, type Person } from '../../../src/domain/policy.ts'
import { ADA, BOB, GROUP, OTHER_TEAM, TEAM } from '../ids.ts'

const person: Person = { id: ADA, team: TEAM, deactivated: false, bot: false, guest: false }
const actor: Actor = {
  user: ADA,
  team: TEAM,
  home: TEAM,
  person,
  membership: { kind: 'member', group: GROUP },
}

describe('given somebody who wants a key', () => {
  it('when they are a member and a plain user of this workspace, then they may, by that group', () => {
    expect(may(actor, { kind: 'issue' })).toEqual({ kind: 'allowed', group: GROUP })
  })

  it.each<[string, Partial<Actor>, string]>([
    ['we don’t know our own workspace', { home: undefined }, 'slack_unavailable'],
    ['the payload names another workspace', { team: OTHER_TEAM }, 'other_workspace'],
    ['Slack doesn’t say who they are', { person: undefined }, 'slack_unavailable'],
    ['they are deactivated', { person: { ...person, deactivated: true } }, 'deactivated'],
    ['they are a bot', { person: { ...person, bot: true } }, 'bot'],
    ['they belong to another workspace', { person: { ...person, team: OTHER_TEAM } }, 'other_workspace'],
    ['they are a guest', { person: { ...person, guest: true } }, 'guest'],
    ['Slack doesn’t say which groups they are in', { membership: undefined }, 'slack_unavailable'],
  ])('when %s, then they may not', (_, change, cause) => {
    for (const action of [{ kind: 'issue' }, { kind: 'answer', requester: ADA }] as const)
      expect(may({ ...actor, ...change }, action)).toEqual({ kind: 'refused', cause })
  })

  it('when an outsider is acting, then nobody has to have said who they are', () => {
    const outsider: Actor = { ...actor, person: undefined, membership: { kind: 'outsider' } }
    expect(may(outsider, { kind: 'issue' })).toEqual({ kind: 'refused', cause: 'not_in_group' })
    // Whoever has left the group may still give up their own key.
    expect(may(outsider, { kind: 'answer', requester: ADA })).toEqual({ kind: 'allowed', group: undefined })
    expect(may(outsider, { kind: 'answer', requester: BOB })).toEqual({ kind: 'refused', cause: 'not_yours' })
    expect(may(outsider, { kind: 'decide', requester: ADA })).toEqual({
      kind: 'refused',
      cause: 'own_request',
    })
    expect(may(outsider, { kind: 'decide', requester: BOB })).toEqual({
      kind: 'refused',
      cause: 'not_in_group',
    })
  })

  it('when Slack speaks of another person than was asked about, then that is no answer', () => {
    expect(may({ ...actor, person: { ...person, id: BOB } }, { kind: 'issue' })).toEqual({
      kind: 'refused',
      cause: 'slack_unavailable',
    })
  })

  it('when they answer for somebody else’s key, then they may not', () => {
    expect(may(actor, { kind: 'answer', requester: BOB })).toEqual({ kind: 'refused', cause: 'not_yours' })
    expect(may(actor, { kind: 'answer', requester: ADA })).toEqual({ kind: 'allowed', group: GROUP })
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
