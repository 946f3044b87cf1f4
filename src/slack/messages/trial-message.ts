import type { Message } from './message.ts'
import { prose } from './rich-text.ts'

/** The message without a secret that shows, after a refusal, whether Slack takes newkey's messages in a DM again. */
export function trialMessage(): Message {
  return {
    text: 'newkey can send you messages again.',
    blocks: [
      prose([
        'Slack refused an earlier message from newkey, so this one tests whether messages arrive. You can read it, so newkey goes on with your request.',
      ]),
    ],
  }
}
