import type { Fate, WireRequest } from './exchange.ts'

/** A request that left the bot: to whom, what, and what became of it. */
export interface Sent {
  readonly to: 'Slack' | 'Twilio'
  readonly request: WireRequest
  readonly fate: Fate
}

type Handle = (request: WireRequest) => Fate

/** Keeps every request to either side, in the order in which they came. */
export function recordWire(): {
  readonly requests: readonly Sent[]
  recorded(to: Sent['to'], handle: Handle): Handle
} {
  const requests: Sent[] = []
  return {
    requests,
    recorded: (to, handle) => (request) => {
      const fate = handle(request)
      requests.push({ to, request, fate })
      return fate
    },
  }
}
