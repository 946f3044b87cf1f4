import { describe, expect, it } from '@jest/globals'
import {
  BUTTON_REFUSALS,
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../../../../src/domain/causes.ts'
import { MOST_REFUSALS } from '../../../../src/domain/policy.ts'
import { whyDenied } from '../../../../src/slack/messages/denied.ts'
import { whyFailed } from '../../../../src/slack/messages/failed.ts'
import { whyHeld } from '../../../../src/slack/messages/held.ts'
import { help } from '../../../../src/slack/messages/help.ts'
import { whyRevoked } from '../../../../src/slack/messages/revoked.ts'
import type { Words } from '../../../../src/slack/messages/rich-text.ts'
import { whyUnknown } from '../../../../src/slack/messages/unknown.ts'
import { GROUP, NOW } from '../../ids.ts'
import { keyIn, requestIn } from '../../requests.ts'

const wording = { groups: () => [GROUP], issuesPerHour: 5, liveKeys: 10 }
const plain = (words: Words): string =>
  words
    .map((piece) =>
      typeof piece === 'string' ? piece : piece.type === 'text' ? piece.text : ` ${piece.type} `,
    )
    .join('')

describe('given every reason there is', () => {
  const all = [
    ...[...DENIAL_CAUSES, ...BUTTON_REFUSALS].map((cause) => [cause, plain(whyDenied(cause, wording, NOW))]),
    ...FAILURE_CAUSES.map((cause) => [cause, plain(whyFailed({ ...requestIn('failed'), cause }, wording))]),
    ...UNKNOWN_CAUSES.map((cause) => [cause, plain(whyUnknown({ ...requestIn('unknown'), cause }))]),
    ...REVOKE_CAUSES.map((cause) => [cause, plain(whyRevoked({ ...keyIn('revoked'), cause }, wording))]),
    ...HOLD_CAUSES.map((cause) => [cause, plain(whyHeld({ ...keyIn('held'), cause }, wording))]),
  ] as const

  it.each(all)('%s has its words, calm and without our own jargon', (cause, words) => {
    expect(words).toMatch(/^\S.{15,}[.:]$/s)
    expect(words).not.toMatch(/!|undefined|null|\b(error|exception|null)\b/i)
    expect(words.replace(requestIn('failed').id, '')).not.toContain(
      String(cause).includes('_') ? String(cause) : '____',
    )
  })

  it('then no two denials read the same', () => {
    const texts = DENIAL_CAUSES.map((cause) => plain(whyDenied(cause, wording)))
    expect(new Set(texts).size).toBe(texts.length)
  })
})

describe('given a person who was refused too often', () => {
  it('then the words say after how many refusals newkey ignores the rest, which is the limit itself', () => {
    expect(plain(whyDenied('too_many_refusals', wording))).toContain(
      `newkey refused ${MOST_REFUSALS} of your commands or presses within a minute`,
    )
  })
})

describe('given a press on a key that waits for a reviewer', () => {
  it('then the words say who decides, and what to do, and not to press again', () => {
    const words = plain(whyDenied('under_review', wording))
    expect(words).toContain('a reviewer is deciding')
    expect(words).toContain('/newkey')
    expect(words).not.toContain('Press the button again')
  })
})

describe('given a limit of one key', () => {
  const one = { groups: () => [GROUP], issuesPerHour: 1, liveKeys: 1 }

  it('then its words speak of one', () => {
    expect(plain(whyDenied('hourly_limit', one, NOW))).toContain('you’ve asked for 1 key in the last hour')
    expect(plain(whyDenied('live_limit', one, NOW))).toContain('you have 1 live key, which')
    expect(JSON.stringify(help(one))).toContain('Up to 1 key an hour and 1 live key per person.')
  })
})
