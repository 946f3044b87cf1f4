import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import type { ListenerServices } from '../../../../src/slack/interactions/listener.ts'
import { GROUP } from '../../ids.ts'
import { fakeServices, type Parts } from '../../keys/fake-services.ts'

/** The services of listeners in memory. What is answered by a response_url, and what is logged by sample, is a deed too. */
export function listening(parts: Parts = {}) {
  const { services: verbs, deeds, did, has } = fakeServices(parts)
  const services: ListenerServices = {
    ...verbs,
    respond: async (_, message) => {
      did(typeof message === 'string' ? message : `say ${message.text}`)
      return true
    },
    wording: { groups: () => [GROUP], issuesPerHour: 5, liveKeys: 10 },
    samples: { warn: (message) => did(`note ${message}`), writeCounts: () => undefined },
    groupMembers: {
      membership: async () => NO_ANSWER,
      knownMembership: () => undefined,
      members: async () => NO_ANSWER,
      changed: (group) => did(`forget ${group}`),
      enabled: () => [GROUP],
    },
  }
  return { services, deeds, did, has }
}
