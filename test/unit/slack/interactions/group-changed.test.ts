import { describe, expect, it } from '@jest/globals'
import { groupMembersChanged, groupUpdated } from '../../../../src/slack/interactions/group-changed.ts'
import { ADA, GROUP } from '../../ids.ts'
import { listening } from './listening.ts'

describe('given an event about a user group', () => {
  it.each([
    ['names it', groupMembersChanged, { subteam_id: GROUP }, [`forget ${GROUP}`]],
    ['carries it', groupUpdated, { subteam: { id: GROUP, users: [ADA] } }, [`forget ${GROUP}`]],
    ['says nothing of it', groupUpdated, { users: [ADA] }, []],
  ])(
    'when it %s, then what was read of it is forgotten, and nothing else',
    async (_, listener, event, expected) => {
      const { services, deeds } = listening()
      await listener.handle(services, { body: { event }, context: {}, ack: async () => undefined })
      expect(deeds).toEqual(expected)
    },
  )
})
