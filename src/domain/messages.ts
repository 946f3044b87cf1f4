import type { ChannelId, KeySid, RequestId, UserId } from '../ids.ts'
import type { LogFields } from '../log.ts'
import type { Instant } from './clock.ts'
import type { Key, KeyIn } from './key.ts'
import type { Purpose } from './purpose.ts'
import type { ToldRequest } from './request.ts'

/** A message in Slack that can be updated. */
export interface PostedMessage {
  readonly channel: ChannelId
  /** Slack's id of the message within its channel. */
  readonly ts: string
  /** Whose DM a question to a reviewer is in; undefined for any other message, and for a question in a channel. */
  readonly reader?: UserId | undefined
}

/** A question to a reviewer that stands in their DM and hasn't been answered. */
export interface AskedReview {
  readonly key: KeyIn<'held'>
  readonly posted: PostedMessage & { readonly reader: UserId }
}

/** What a message is about. */
export type Subject = ToldRequest | Key

/** Whether a message is about a key, and not about a request. */
export const isKey = (subject: Subject): subject is Key => 'sid' in subject

/** The id of what a message is about: the key's sid, or the id of the request. */
export const aboutOf = (subject: Subject): KeySid | RequestId => (isKey(subject) ? subject.sid : subject.id)

/** The person who is told about it: the key's owner, or the requester. */
export const personOf = (subject: Subject): UserId => (isKey(subject) ? subject.owner : subject.user)

/** What a log line says about it. */
export const logFieldsOf = (subject: Subject): LogFields => ({
  request: isKey(subject) ? subject.request : subject.id,
  ...(isKey(subject) && { sid: subject.sid }),
  state: subject.state,
  user: personOf(subject),
})

/** A message that is owed to somebody. */
export interface OwedMessage {
  readonly purpose: Purpose
  readonly subject: Subject
  /** How many attempts to send it have failed. */
  readonly attempts: number
  /** Where it was posted before, if it was. Then an update is owed. */
  readonly posted: PostedMessage | undefined
}

/**
 * The messages that people are owed, and the posted ones that are updated later. A change of state records the messages
 * that it owes in the same commit, so that a crash loses none. Every method throws NewkeyError `store_failed`.
 */
export interface Messages {
  /** The messages that are due and that no process is sending: up to 200, the oldest first. */
  due(): Promise<readonly OwedMessage[]>

  /** Every message that is owed about one request or key, including one that is being sent. */
  owed(subject: Subject): Promise<readonly OwedMessage[]>

  /** Where the message about a key was posted, if it was. */
  find(key: Key, purpose: Purpose): Promise<PostedMessage | undefined>

  /**
   * Takes a message for sending until `until`, and counts the attempt. Until it is released, nobody in this process can
   * take the message of that purpose again, also when a transition makes it due anew meanwhile.
   * @returns false when it is already taken, or the state of its subject has changed
   */
  take(owed: OwedMessage, until: Instant): Promise<boolean>

  /** Ends what `take` began, whether the message was sent or not. */
  release(owed: OwedMessage): void

  /**
   * Records that a message was sent. A message that is never updated is forgotten. If the state of its subject has changed
   * meanwhile, the next message is still owed.
   * @param posted where it was posted
   */
  sent(subject: Subject, purpose: Purpose, posted?: PostedMessage): Promise<void>

  /** The questions about held keys that stand in a reviewer's DM. */
  asked(): Promise<readonly AskedReview[]>

  /** Owes the question to another reviewer. Does nothing if the key or the place of the question has changed. */
  askAgain(asked: AskedReview): Promise<void>

  /** Records that a message couldn't be sent and won't be tried again. Does nothing if the state of its subject has changed. */
  giveUp(owed: OwedMessage): Promise<void>
}
