import type { ChannelId } from '../ids.ts'
import type { Instant } from './clock.ts'
import type { Key } from './key.ts'
import type { Purpose } from './purpose.ts'
import type { EndedRequest } from './request.ts'

/** A message that stands in Slack and may be updated. */
export interface PostedMessage {
  readonly channel: ChannelId
  /** Slack's id of the message in its channel. */
  readonly ts: string
}

/** What a message is about. */
export type Subject = EndedRequest | Key

/** A message that is owed to somebody. */
export interface OwedMessage {
  readonly purpose: Purpose
  readonly subject: Subject
  /** How often it has been tried in vain. */
  readonly attempts: number
  /** Where it stands already; then it is owed an update. */
  readonly posted: PostedMessage | undefined
}

/**
 * What people are owed, and where messages stand that are updated later. A transition writes what it owes in its own
 * commit, so that a word survives a crash. Every method throws NewkeyError `store_failed`.
 */
export interface Messages {
  /** Messages that are owed now and that nobody is working on: up to 200, the oldest first. */
  due(): Promise<readonly OwedMessage[]>

  /** What is owed about one request or key, whoever is working on it. */
  owed(subject: Subject): Promise<readonly OwedMessage[]>

  /** Where the message about a key stands, if it stands anywhere. */
  find(key: Key, purpose: Purpose): Promise<PostedMessage | undefined>

  /**
   * Takes on the sending of a message. Until `until` nobody else does, and the try is counted.
   * @returns false when somebody else has taken it on, or the subject has moved on
   */
  claim(owed: OwedMessage, until: Instant): Promise<boolean>

  /**
   * The message has been sent. One that isn't updated later is forgotten. A subject that has moved on meanwhile still
   * owes its next one.
   * @param posted where it stands
   */
  sent(subject: Subject, purpose: Purpose, posted?: PostedMessage): Promise<void>

  /** Records that somebody couldn't be told, and that it isn't tried any more. Nothing happens if the subject has moved on. */
  giveUp(owed: OwedMessage): Promise<void>
}
