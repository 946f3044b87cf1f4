import { describe, expect, it } from '@jest/globals'
import { HOLD_REASONS } from '../../../src/keys/reasons.ts'
import { decisionCard } from '../../../src/slack/blocks/decision-card.ts'
import { ending } from '../../../src/slack/blocks/ending.ts'
import { help } from '../../../src/slack/blocks/help.ts'
import { whyDenied } from '../../../src/slack/words.ts'
import { GROUP, NOW } from '../ids.ts'
import { requestIn } from '../requests.ts'

const wording = { groups: () => [GROUP], issuesPerHour: 5, liveKeys: 10 }
const namesRequester = (message: object): boolean => JSON.stringify(message).includes('"user_id"')

describe('given a key that a person has still to decide about', () => {
  it.each(HOLD_REASONS)('when it is held as %s, then its requester is told not to use it, and why', (why) => {
    const told = JSON.stringify(ending({ ...requestIn('held'), why }, wording, undefined))
    expect(told).toContain('Don’t use your key ')
    expect(told).toMatch(/newkey can’t tell|doesn’t show|has no record/)
    expect(told).toContain('newkey will ask another member of your group whether to delete the key')
  })

  it('when the audit log may not have its request, then the card doesn’t say whose it may be', () => {
    const card = (why: (typeof HOLD_REASONS)[number]) => decisionCard({ ...requestIn('held'), why })
    expect(namesRequester(card('unproven'))).toBe(false)
    expect(JSON.stringify(card('orphan'))).toContain('It may belong to a request of ')
    expect(JSON.stringify(card('stale'))).toContain('The record names ')
    expect(JSON.stringify(card('stale'))).not.toContain('It may belong to')
  })
})

describe('given a limit of one', () => {
  it('when it is told, then in the singular', () => {
    const one = { ...wording, issuesPerHour: 1, liveKeys: 1 }
    const texts = [whyDenied('hourly_limit', one, NOW), whyDenied('live_limit', one), help(one)]
    expect(JSON.stringify(texts)).not.toMatch(/\b1 (live )?keys/)
    expect(JSON.stringify(texts)).toMatch(/\b1 key in the last hour/)
  })
})
