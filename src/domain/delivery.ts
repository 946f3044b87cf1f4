import type { Secret } from '../secret.ts'
import type { KeyIn } from './key.ts'

/** Whether the secret was posted. The `fault` is Slack's error code, or a word such as `timeout`, for the log. */
export type Delivered = { readonly kind: 'shown' } | { readonly kind: 'not_shown'; readonly fault: string }

/** The only way that a secret leaves newkey. */
export interface SecretDelivery {
  /** Posts the secret once, in a message that only the owner sees. It is never repeated. It doesn't throw. */
  deliver(key: KeyIn<'created'>, secret: Secret): Promise<Delivered>
}
