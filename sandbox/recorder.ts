import type { Fate, WireRequest } from './exchange.ts'
import type { Handler } from './serve.ts'

/** A request that left the bot: when (ms), to whom, what, and its outcome. */
export interface Sent {
  /** Its index among all requests. */
  readonly number: number
  readonly at: number
  readonly to: 'Slack' | 'Twilio'
  readonly request: WireRequest
  readonly fate: Fate
  /** What has become of the answer: `lost` where the connection ended before it arrived. */
  readonly answer: 'due' | 'gone' | 'lost'
}

export interface Recorder {
  /** In the order in which they came. */
  readonly requests: readonly Sent[]
  recorded(to: Sent['to'], handle: (request: WireRequest) => Fate): Handler
}

/** Keeps every request to either side. `changed` is called for each, and again when a late answer has gone or is lost. */
export function createRecorder(changed: () => void = () => undefined): Recorder {
  const requests: Sent[] = []

  function become(request: WireRequest, answer: Sent['answer']): void {
    const at = requests.findLastIndex((sent) => sent.request === request)
    const sent = requests[at]
    if (sent) requests[at] = { ...sent, answer }
    changed()
  }

  return {
    requests,
    recorded: (to, handle) => ({
      handle: (request) => {
        const fate = handle(request)
        requests.push({ number: requests.length, at: Date.now(), to, request, fate, answer: 'due' })
        changed()
        return fate
      },
      gone: (request) => become(request, 'gone'),
      lost: (request) => become(request, 'lost'),
    }),
  }
}
