import type { ChannelId, UserId } from '../ids.ts'
import type { Secret } from '../secret.ts'
import type { KeyIn } from './key.ts'
import type { NoAnswer } from './no-answer.ts'

/** Whether the secret was posted. The `fault` is Slack's error code, or a word such as `timeout`, for the log. */
export type Delivered = { readonly kind: 'shown' } | { readonly kind: 'not_shown'; readonly fault: string }

/** Where a secret is shown: in somebody's DM with the bot. */
export interface DeliveryPlace {
  readonly owner: UserId
  readonly dm: ChannelId
}

/** The only way that a secret leaves newkey. */
export interface SecretDelivery {
  /** Posts the secret once, in a message that only the owner sees. It is never repeated. It doesn't throw. */
  deliver(key: KeyIn<'created'>, secret: Secret): Promise<Delivered>

  /**
   * Finds out, before a key is made, whether its secret could be shown. Once Slack hasn't taken a secret, only a message
   * shows whether it takes the next one, so one without a secret is posted first. It doesn't throw.
   * @returns why the secret couldn't be shown; undefined as long as nothing speaks against it
   */
  check(place: DeliveryPlace): Promise<NoAnswer | undefined>
}
