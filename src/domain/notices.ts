import type { Secret } from '../secret.ts'
import type { Card, Ended, RequestIn } from './request.ts'

/** How people are told. No notice holds a secret. No method throws. */
export interface Notices {
  /**
   * Answers where the command was typed, for the requester only.
   * @param replyTo the command's response_url: a credential, kept in memory alone
   * @returns whether Slack took it
   */
  reply(request: Ended, replyTo: Secret): Promise<boolean>

  /**
   * Posts in the requester's DM: the lasting card for a key that was delivered, a message for every other end.
   * @returns where it stands, or undefined when Slack didn't take it
   */
  post(request: Ended): Promise<Card | undefined>

  /**
   * Asks a person other than the requester what is to become of a key: a card with its sid and its time, and a button
   * for either answer.
   * @returns where it stands, or undefined when nobody can be asked, or Slack didn't take it
   */
  ask(request: RequestIn<'held'>): Promise<Card | undefined>
}
