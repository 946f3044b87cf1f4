import type { Secret } from '../secret.ts'
import type { KeyIn } from './key.ts'

/** Whether the secret was posted. `not_shown` carries Slack's error or `timeout`, for the log. */
export type Delivered = { readonly kind: 'shown' } | { readonly kind: 'not_shown'; readonly fault: string }

/** The one way the secret leaves: a single post that only the owner sees. It doesn't throw and isn't repeated. */
export interface SecretDelivery {
  deliver(key: KeyIn<'created'>, secret: Secret): Promise<Delivered>
}
