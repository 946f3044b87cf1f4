import type { KeyIn } from '../../domain/key.ts'
import type { Secret } from '../../secret.ts'
import { buttons, storedButton } from './buttons.ts'
import type { Message } from './message.ts'
import { bold, lines, named, prose } from './rich-text.ts'

/**
 * The only message that holds a secret. Desktop notifications show the first blocks, and mobile notifications show `text`
 * (Slack changelog, July 2026), so the secret is in neither.
 */
export function secretMessage(key: KeyIn<'created'>, secret: Secret): Message {
  return {
    text: 'Your Twilio API key is ready. Open this message in Slack to copy it.',
    blocks: [
      prose(
        [bold('Your Twilio API key '), named(key.name), bold(' is ready.')],
        [
          'Copy these three lines into your environment file or secret manager now. Only you can see them, ',
          'and Slack won’t show them again: they’re gone when Slack reloads, and newkey keeps no copy.',
        ],
      ),
      lines(
        `TWILIO_ACCOUNT_SID=${key.account}`,
        `TWILIO_API_KEY=${key.sid}`,
        `TWILIO_API_SECRET=${secret.reveal()}`,
      ),
      prose(
        ['Your code signs in to Twilio with the API key as the user name and the secret as the password.'],
        ['Stored them? Press the button, and this message disappears.'],
      ),
      buttons(storedButton(key.sid)),
    ],
  }
}
