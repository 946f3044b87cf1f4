import type { Secret } from '../secret.ts'
import type { OwedMessage, PostedMessage, Subject } from './messages.ts'

/** How people are told. No notice holds a secret. No method throws. */
export interface Notices {
  /**
   * Answers where the command was typed or the button pressed, for that person alone.
   * @param replyTo the response_url: a credential, kept in memory alone
   * @returns whether Slack took it
   */
  reply(subject: Subject, replyTo: Secret): Promise<boolean>

  /**
   * Sends what is owed: the ending in the requester's DM, the card in the owner's, the question to a reviewer other than
   * the owner; or updates it where it stands.
   * @returns where it stands, or undefined when Slack didn't take it or nobody can be asked
   */
  send(owed: OwedMessage): Promise<PostedMessage | undefined>

  /** Makes a message that stands say how its key now stands. @returns whether Slack took it */
  update(subject: Subject, purpose: 'card' | 'review', posted: PostedMessage): Promise<boolean>
}
