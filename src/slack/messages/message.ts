import type { types } from '@slack/bolt'

/** A message. Notifications and screen readers use `text`, so it contains neither a name nor a secret. */
export interface Message {
  readonly text: string
  readonly blocks: types.KnownBlock[]
}
