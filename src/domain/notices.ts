import type { ChannelId, UserId } from '../ids.ts'
import type { Secret } from '../secret.ts'
import type { Key } from './key.ts'
import type { AskedReview, OwedMessage, PostedMessage, Subject } from './messages.ts'
import type { RequestIn } from './request.ts'

/** Where somebody is answered: where they typed the command, or pressed a button. Only they see it. */
export interface ReplyTo {
  /** The response_url: a credential, which is never stored. */
  readonly url: Secret
  /** The channel, if Slack named it. */
  readonly channel: ChannelId | undefined
  /** Whether the answer takes the place of what stands there. */
  readonly replaces: boolean
}

/** The messages to people about requests and keys. None holds a secret. No method throws. */
export interface Notices {
  /** Answers where the command was typed or the button pressed. @returns whether Slack accepted it */
  reply(subject: Subject, to: ReplyTo): Promise<boolean>

  /** Says there that the key is being created. @returns whether Slack accepted it */
  announce(intent: RequestIn<'intent'>, to: ReplyTo): Promise<boolean>

  /**
   * Posts a message that is owed, or updates it if it was posted before. Answers go to the requester's DM, the card to the
   * owner's DM, and the question about a held key to a reviewer other than the owner. How a request ended takes the place of
   * the question that its requester hasn't answered, where that is still possible.
   * @returns where it was posted; `replied` if it took the place of a question; undefined when Slack didn't accept it or no
   *   reviewer was found
   */
  send(owed: OwedMessage): Promise<PostedMessage | 'replied' | undefined>

  /** Updates a posted message to show the state of its key. @returns whether Slack accepted it */
  update(subject: Subject, purpose: 'card' | 'review', posted: PostedMessage): Promise<boolean>

  /** Whether a reviewer may still decide about a key; undefined when Slack doesn't say. */
  mayDecide(key: Key, reader: UserId): Promise<boolean | undefined>

  /** Updates a question whose reader may no longer decide: it says that somebody else is asked, and has no buttons. */
  passedOn(asked: AskedReview): Promise<void>
}
