import type { SlackReceiver } from '../slack/receive/receiver.ts'
import { type Health, liveness, readiness } from './health.ts'
import type { Route } from './http-server.ts'

/**
 * The routes of the HTTP server.
 * @param deps.receiver handles what Slack sends; undefined in Socket Mode
 * @param deps.opened resolves once the store is open and commands can be handled
 */
export function createRoutes(deps: {
  readonly health: () => Health
  readonly receiver: SlackReceiver | undefined
  readonly opened: Promise<void>
}): Readonly<Record<string, Route>> {
  const { health, receiver, opened } = deps
  const own: Readonly<Record<string, Route>> = {
    'GET /healthz': { handle: async (_, answer) => void answer(liveness(health())) },
    'GET /readyz': { handle: async (_, answer) => void answer(readiness(health())) },
  }
  return receiver ? { ...own, 'POST /slack/events': eventsRoute(receiver, opened) } : own
}

/** Commands that arrive while the database is being opened wait for it. If Slack gives up waiting, no key is made (`ack_lost`). */
function eventsRoute(receiver: SlackReceiver, opened: Promise<void>): Route {
  return {
    refuse: receiver.refuse,
    handle: async (request, answer) => {
      await opened
      await receiver.receive(request, answer)
    },
  }
}
