import type { Ended } from '../../domain/request.ts'
import { unreachable } from '../../errors.ts'
import type { Message } from './message.ts'
import { bold, code, link, named, prose, type Words } from './rich-text.ts'
import { type Wording, whyDenied, whyFailed, whyNotToUse, whyRevoked, whyUnknown } from './words.ts'

/** How a request ended, in a message for the requester alone. `dmUrl` leads to their DM with the bot. */
export function ending(request: Ended, wording: Wording, dmUrl: string | undefined): Message {
  switch (request.state) {
    case 'delivered':
    case 'confirmed':
      return {
        text: 'Your Twilio API key is ready. Its secret is in your DM with newkey.',
        blocks: [
          prose(
            [
              bold('Your Twilio API key '),
              named(request.name),
              bold(' is ready.'),
              ' Its SID is ',
              code(request.sid),
              '.',
            ],
            [
              'Its secret is in ',
              dmUrl === undefined ? 'your DM with newkey' : link(dmUrl, 'your DM with newkey'),
              '. Open it now: Slack shows it once.',
            ],
          ),
        ],
      }
    case 'denied':
      return no('No key was made: ', whyDenied(request.cause, wording, request.retryAt, request.name))
    case 'failed':
      return no('No key was made: ', whyFailed(request))
    case 'unknown':
      return {
        text: 'newkey doesn’t know whether your key was made.',
        blocks: [prose([bold('newkey doesn’t know whether your key was made: '), ...whyUnknown(request)])],
      }
    case 'held':
      return {
        text: 'Don’t use your key.',
        blocks: [
          prose([
            bold('Don’t use your key '),
            named(request.name),
            bold(': '),
            `${whyNotToUse(request)} If you saw a secret, don’t use it. `,
            'newkey will ask another member of your group whether to delete the key. ',
            'Need a key? Type ',
            code('/newkey'),
            ' and its name again.',
          ]),
        ],
      }
    case 'revoke_pending':
      return {
        text: 'Don’t use your key.',
        blocks: [
          prose([bold('Don’t use your key '), named(request.name), bold('. '), ...whyRevoked(request)]),
        ],
      }
    case 'revoked':
      return {
        text: 'Your key can’t be used.',
        blocks: [
          prose([bold('Your key '), named(request.name), bold(' can’t be used. '), ...whyRevoked(request)]),
        ],
      }
    default:
      return unreachable(request)
  }
}

/** A refusal: what it is about, in bold, and why. */
export function no(lead: string, cause: Words): Message {
  return { text: lead.replace(/[:.] $/, '.'), blocks: [prose([bold(lead), ...cause])] }
}
