import type { Services } from '../../keys/ports.ts'
import type { GroupMembers } from '../api/group-members.ts'
import type { Respond } from '../api/response-url.ts'
import type { Wording } from '../messages/wording.ts'
import type { LogSampler } from '../receive/log-sampler.ts'

/** What listeners need: the verbs' services, and the means to answer people in Slack. */
export interface ListenerServices extends Services {
  readonly respond: Respond
  readonly wording: Wording
  /** Limits the log lines about what anybody can send as often as they like. */
  readonly samples: LogSampler
  readonly groupMembers: GroupMembers
}

/** What Bolt hands to a listener. Only its signature has been checked. */
export interface Incoming {
  readonly body: unknown
  readonly context: unknown
  /** Answers Slack, which waits 3 s (Slack docs: "Handling user interaction", acknowledgment). @throws NewkeyError `ack_lost` */
  readonly ack: (answer?: object) => Promise<void>
}

/** Handles one kind of thing that Slack sends. */
export interface Listener {
  readonly on: 'command' | 'button' | 'event'
  /** The command, the button's action_id, or the event's type. */
  readonly id: string
  readonly handle: (services: ListenerServices, incoming: Incoming) => Promise<void>
}
