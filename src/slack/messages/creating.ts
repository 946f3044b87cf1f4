import type { RequestIn } from '../../domain/request.ts'
import type { Message } from './message.ts'
import { named, prose } from './rich-text.ts'

/** What the requester sees while Twilio takes longer than a moment. The answer takes its place. */
export function creating({ name }: RequestIn<'intent'>): Message {
  return {
    text: 'Creating your key…',
    blocks: [
      prose([
        'Creating your key… ',
        'You’ll see here how it went with ',
        named(name),
        ', usually within a few seconds.',
      ]),
    ],
  }
}
