import { describe, expect, it } from '@jest/globals'
import { NO_ANSWER } from '../../../src/domain/no-answer.ts'
import type { Membership } from '../../../src/domain/policy.ts'
import { authorizeRequest } from '../../../src/keys/authorize-request.ts'
import { identify } from '../../../src/keys/identify.ts'
import { ADA, DM, GROUP, OTHER_GROUP, OTHER_TEAM, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, type Parts } from './fake-services.ts'

const OUTSIDER: Membership = { groups: [], holds: () => true }

/** Decides about a request of Ada's. */
async function authorized(parts: Parts = {}, request = requestIn('received')) {
  const { services, deeds, asked } = fakeServices(parts)
  const decided = await authorizeRequest(services, request)
  return { decided, deeds, asked: asked.sort() }
}

/** A directory that answers nothing until it is let, and notes what it was asked. */
function silent() {
  const begun: string[] = []
  const wait = Promise.withResolvers<void>()
  const after = <T>(what: string, answer: T) => {
    begun.push(what)
    return wait.promise.then(() => answer)
  }
  const directory = {
    person: () =>
      after('person', { id: ADA, workspaces: [TEAM], deactivated: false, bot: false, guest: false }),
    membership: () => after('groups', { groups: [GROUP], holds: () => true }),
    openDm: () => after('DM', DM),
  }
  return { begun, directory, answer: wait.resolve }
}

/** Services where Ada was in no group when the groups were last read. */
const outsideBefore = (directory: Parts['directory'] = {}) =>
  fakeServices({ directory: { knownMembership: () => OUTSIDER, ...directory } })

describe('given a request that was received', () => {
  it('when person, groups and DM say yes, then it is granted, and nothing is recorded yet', async () => {
    const { decided, deeds, asked } = await authorized({ clock: { monotonic: () => 7 } })
    expect(decided).toMatchObject({ kind: 'granted', grant: { group: GROUP, dm: DM, decidedAt: 7 } })
    expect([deeds, asked]).toEqual([[], ['DM', 'groups', 'person']])
  })

  it('when Slack is slow, then all three are asked before any of them has answered', async () => {
    const { begun, directory, answer } = silent()
    const { services } = fakeServices({ directory })
    const decided = authorizeRequest(services, requestIn('received'))
    await new Promise(setImmediate)
    expect(begun.sort()).toEqual(['DM', 'groups', 'person'])
    answer()
    expect((await decided).kind).toBe('granted')
  })

  it('when they are in several groups, then it is granted by the first', async () => {
    const membership = async () => ({ groups: [OTHER_GROUP, GROUP], holds: () => true })
    expect((await authorized({ directory: { membership } })).decided).toMatchObject({
      grant: { group: OTHER_GROUP },
    })
  })

  it('when a change is announced afterwards, then the grant holds no more', async () => {
    let holds = true
    const membership = async () => ({ groups: [GROUP], holds: () => holds })
    const { decided } = await authorized({ directory: { membership } })
    if (decided.kind !== 'granted') throw new Error('not granted')
    expect(decided.grant.holds()).toBe(true)
    holds = false
    expect(decided.grant.holds()).toBe(false)
  })

  it.each([
    ['', 'for refunds', 'name_missing'],
    ['x'.repeat(65), 'for refunds', 'name_too_long'],
    ['payments-svc', 'x'.repeat(301), 'reason_too_long'],
  ])(
    'when it can’t be asked for like that (%#), then it is denied, and nobody is asked',
    async (name, reason, cause) => {
      let teams = 0
      const ourTeam = async () => {
        teams += 1
        return TEAM
      }
      const { deeds, asked } = await authorized(
        { directory: { ourTeam } },
        { ...requestIn('received'), name, reason },
      )
      expect([deeds, asked, teams]).toEqual([[`denied ${cause}`], [], 0])
    },
  )

  it('when somebody of another workspace asks, then it costs Slack nothing', async () => {
    const request = { ...requestIn('received'), team: OTHER_TEAM }
    expect(await authorized({}, request)).toMatchObject({ deeds: ['denied other_workspace'], asked: [] })
  })

  it('when they were in no group at the last read and still aren’t, then neither person nor DM is asked', async () => {
    const membership = async () => OUTSIDER
    const { services, deeds, asked } = outsideBefore({ membership })
    await authorizeRequest(services, requestIn('received'))
    expect([deeds, asked]).toEqual([['denied not_in_group'], []])
  })

  it('when they were in no group at the last read and now are, then it is granted, one question after the other', async () => {
    const { services, asked } = outsideBefore()
    expect((await authorizeRequest(services, requestIn('received'))).kind).toBe('granted')
    expect(asked).toEqual(['groups', 'person', 'DM'])
  })

  it('when they were in no group at the last read and Slack is slow, then only the groups are asked', async () => {
    const { begun, directory } = silent()
    const { services } = outsideBefore(directory)
    void authorizeRequest(services, requestIn('received'))
    await new Promise(setImmediate)
    expect(begun).toEqual(['groups'])
  })

  it('when the last read shows them in a group, then Slack is asked all the same', async () => {
    const knownMembership = () => ({ groups: [GROUP], holds: () => true })
    expect((await authorized({ directory: { knownMembership } })).asked).toEqual(['DM', 'groups', 'person'])
  })

  it.each<[string, NonNullable<Parts['directory']>, string]>([
    ['they are in no group', { membership: async () => OUTSIDER }, 'denied not_in_group'],
    ['Slack doesn’t say which groups', { membership: async () => NO_ANSWER }, 'denied slack_unavailable'],
    ['Slack doesn’t say who they are', { person: async () => NO_ANSWER }, 'denied slack_unavailable'],
    ['Slack doesn’t say who we are', { ourTeam: async () => NO_ANSWER }, 'denied slack_unavailable'],
    ['no DM can be opened', { openDm: async () => NO_ANSWER }, 'failed dm_unavailable'],
    [
      'there is neither group nor DM',
      { membership: async () => OUTSIDER, openDm: async () => NO_ANSWER },
      'denied not_in_group',
    ],
  ])('when %s, then it ends so', async (_, directory, deed) => {
    const { decided, deeds } = await authorized({ directory })
    expect([decided.kind, deeds]).toEqual(['ended', [deed]])
  })
})

describe('given somebody who acts', () => {
  const ada = { user: ADA, team: TEAM }

  it('when Slack is slow, then person and groups are asked before either has answered', async () => {
    const { begun, directory, answer } = silent()
    const { services } = fakeServices({ directory })
    const actor = identify(services.slack.directory, ada)
    await new Promise(setImmediate)
    expect(begun.sort()).toEqual(['groups', 'person'])
    answer()
    expect(await actor).toMatchObject({ ...ada, ourTeam: TEAM, membership: { groups: [GROUP] } })
  })

  it.each([
    ['still aren’t', { membership: async () => OUTSIDER }, []],
    ['Slack doesn’t answer', { membership: async () => NO_ANSWER }, []],
    ['now are', {}, ['groups', 'person']],
  ])(
    'when they were in no group at the last read and %s, then the person is asked about only if needed',
    async (_, directory, expected) => {
      const { services, asked } = outsideBefore(directory)
      await identify(services.slack.directory, ada)
      expect(asked).toEqual(expected)
    },
  )

  it.each([
    ['they are of another workspace', { ...ada, team: OTHER_TEAM }, {}],
    ['Slack doesn’t say who we are', ada, { ourTeam: async () => NO_ANSWER }],
  ])('when %s, then Slack is asked no more', async (_, who, directory) => {
    const { services, asked } = fakeServices({ directory })
    expect(await identify(services.slack.directory, who)).toMatchObject({ ...who, person: undefined })
    expect(asked).toEqual([])
  })
})
