import type { UserId } from '../ids.ts'
import type { Secret } from '../secret.ts'
import type { Key } from './key.ts'
import type { AskedReview, OwedMessage, PostedMessage, Subject } from './messages.ts'

/** The messages to people about requests and keys. None holds a secret. No method throws. */
export interface Notices {
  /**
   * Answers where the command was typed or the button pressed. Only that person sees it.
   * @param replyTo the response_url: a credential, which is never stored
   * @returns whether Slack accepted it
   */
  reply(subject: Subject, replyTo: Secret): Promise<boolean>

  /**
   * Posts a message that is owed, or updates it if it was posted before. The ending goes to the requester's DM, the card
   * to the owner's DM, and the question to a reviewer other than the owner.
   * @returns where it was posted, or undefined when Slack didn't accept it or no reviewer was found
   */
  send(owed: OwedMessage): Promise<PostedMessage | undefined>

  /** Updates a posted message to show the state of its key. @returns whether Slack accepted it */
  update(subject: Subject, purpose: 'card' | 'review', posted: PostedMessage): Promise<boolean>

  /** Whether a reviewer may still decide about a key; undefined when Slack doesn't say. */
  mayDecide(key: Key, reader: UserId): Promise<boolean | undefined>

  /** Updates a question whose reader may no longer decide: it says that somebody else is asked, and has no buttons. */
  passedOn(asked: AskedReview): Promise<void>
}
