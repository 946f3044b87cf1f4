import { describe, expect, it } from '@jest/globals'
import { HOLD_CAUSES } from '../../../../src/domain/causes.ts'
import { answer } from '../../../../src/slack/messages/answer.ts'
import { whyDenied } from '../../../../src/slack/messages/denied.ts'
import { help } from '../../../../src/slack/messages/help.ts'
import { reviewCard } from '../../../../src/slack/messages/review-card.ts'
import { GROUP, NOW } from '../../ids.ts'
import { keyIn } from '../../requests.ts'

const wording = { groups: () => [GROUP], issuesPerHour: 5, liveKeys: 10 }
const namesRequester = (message: object = {}): boolean => JSON.stringify(message).includes('"user_id"')

describe('given a key that a person has still to decide about', () => {
  it.each(HOLD_CAUSES)(
    'when it is held as %s, then its requester is told not to use it, and why',
    (cause) => {
      const told = JSON.stringify(answer({ ...keyIn('held'), cause }, wording, undefined))
      expect(told).toContain('Don’t use your key ')
      expect(told).toMatch(/newkey can’t tell|doesn’t show|has no record/)
      expect(told).toContain('newkey will ask another member of your group whether to delete the key')
    },
  )

  it('when the audit log may not have its request, then the card doesn’t say whose it may be', () => {
    const card = (cause: (typeof HOLD_CAUSES)[number]) => reviewCard({ ...keyIn('held'), cause }, wording)
    expect(namesRequester(card('unproven'))).toBe(false)
    expect(JSON.stringify(card('orphan'))).toContain('It may belong to a request by ')
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
