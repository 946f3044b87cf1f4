import type { types } from '@slack/bolt'

/** A message: `text` is what notifications and screen readers say, so it holds neither a name nor a secret. */
export interface Message {
  readonly text: string
  readonly blocks: types.KnownBlock[]
}
