import type { Services } from '../../keys/ports.ts'
import type { GroupMembers } from '../api/group-members.ts'
import type { Respond } from '../api/response-url.ts'
import type { Wording } from '../messages/wording.ts'
import type { LogSampler } from '../receive/log-sampler.ts'

/** What interactions need: the verbs' services, and what answers people in Slack. */
export interface ListenerServices extends Services {
  readonly respond: Respond
  readonly wording: Wording
  /** Logs by sample what anybody can send as often as they like. */
  readonly samples: LogSampler
  readonly groupMembers: GroupMembers
}

/** What Bolt hands to a listener. Nothing of it has been checked but its signature. */
export interface Incoming {
  readonly body: unknown
  readonly context: unknown
  /** Answers Slack within 3 s (Slack docs: "Handling user interaction", acknowledgment). It may throw `ack_lost`. */
  readonly ack: (answer?: object) => Promise<void>
}

/** One thing that Slack sends, and what is done about it. */
export interface Listener {
  readonly on: 'command' | 'button' | 'event'
  /** The command, the button's action_id, or the type of the event. */
  readonly id: string
  readonly handle: (services: ListenerServices, incoming: Incoming) => Promise<void>
}
