import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../../src/errors.ts'
import { clickFault, commandFault, whyNotRecorded } from '../../../../src/slack/messages/fault.ts'
import { GROUP } from '../../ids.ts'

const wording = {
  groups: () => [GROUP],
  issuesPerHour: 5,
  liveKeys: 10,
  contact: { kind: 'text', text: 'the platform team' },
} as const
const full = new NewkeyError('store_failed', 'the disk is full', { isLasting: true })
const busy = new NewkeyError('store_failed', 'the database is busy')

describe('given a fault in newkey', () => {
  it('when it lasts until the operator acts, then nobody is told to try again, and the admin is named', () => {
    for (const said of [
      commandFault(full, wording),
      clickFault(full, wording),
      whyNotRecorded('until_fixed', wording),
    ]) {
      const text = JSON.stringify(said)
      expect(text).toContain('Trying again won’t help')
      expect(text).toContain('the platform team')
      expect(text).not.toContain('in a minute')
    }
  })

  it('when it may pass, then they are told when to try again', () => {
    for (const said of [
      commandFault(busy, wording),
      clickFault(busy, wording),
      whyNotRecorded('passing', wording),
    ])
      expect(JSON.stringify(said)).toContain('in a minute')
  })
})
