import { describe, expect, it } from '@jest/globals'
import { NO_ANSWER } from '../../../src/domain/no-answer.ts'
import type { Grant } from '../../../src/keys/authorize-request.ts'
import { isStillMember, recheckGrant } from '../../../src/keys/recheck-grant.ts'
import { ADA, DM, GROUP, OTHER_GROUP, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, type Parts } from './fake-services.ts'

const HOLDS = () => true
const GONE = () => false
const grant = (holds: Grant['holds']): Grant => ({ group: GROUP, dm: DM, decidedAt: 0, holds })

async function rechecked(now: number, holds: Grant['holds'], directory: Parts['directory'] = {}) {
  const { services, asked } = fakeServices({ directory, clock: { monotonic: () => now } })
  const checked = await recheckGrant(services, requestIn('received'), grant(holds))
  return { checked, asked }
}

describe('given a grant', () => {
  it('when it is 3 s old and holds, then it stands, and nobody is asked', async () => {
    expect(await rechecked(3_000, HOLDS)).toEqual({
      checked: { kind: 'stands', group: GROUP, holds: HOLDS },
      asked: [],
    })
  })

  it.each([
    ['is older', 3_001, HOLDS],
    ['holds no more', 0, GONE],
  ])('when it %s, then Slack is asked again, and its answer counts', async (_, now, holds) => {
    const membership = { groups: [OTHER_GROUP], holds: HOLDS }
    const { checked } = await rechecked(now, holds, { membership: async () => membership })
    expect(checked).toEqual({ kind: 'stands', group: OTHER_GROUP, holds: HOLDS })
  })

  it.each([
    ['they are in no group', { groups: [], holds: HOLDS }, 'not_in_group'],
    ['it doesn’t answer', NO_ANSWER, 'slack_unavailable'],
  ])('when Slack is asked again and %s, then it is refused', async (_, membership, cause) => {
    const { checked } = await rechecked(0, GONE, { membership: async () => membership })
    expect(checked).toEqual({ kind: 'refused', cause })
  })
})

describe('given a secret that may be shown', () => {
  async function still(now: number, holds: Grant['holds'], directory: Parts['directory'] = {}) {
    const { services, asked } = fakeServices({ directory, clock: { monotonic: () => now } })
    return { may: await isStillMember(services, requestIn('intent'), holds, 0), asked }
  }

  it('when Twilio took 3 s and nothing was announced, then nobody is asked', async () => {
    expect(await still(3_000, HOLDS)).toEqual({ may: true, asked: [] })
  })

  it.each([
    ['Twilio took longer', 3_001, HOLDS],
    ['a change was announced', 0, GONE],
  ])('when %s, then the groups and the person are asked once more', async (_, now, holds) => {
    expect(await still(now, holds)).toEqual({ may: true, asked: ['groups', 'person'] })
    const other = { groups: [OTHER_GROUP], holds: HOLDS }
    for (const membership of [NO_ANSWER, { groups: [], holds: HOLDS }, other])
      expect((await still(now, holds, { membership: async () => membership })).may).toBe(false)
    const gone = { id: ADA, workspaces: [TEAM], deactivated: true, bot: false, guest: false }
    for (const person of [NO_ANSWER, gone])
      expect((await still(now, holds, { person: async () => person })).may).toBe(false)
  })
})
