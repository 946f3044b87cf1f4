import { amount } from './amount.ts'
import type { Message } from './message.ts'
import { bold, code, facts, groupList, prose } from './rich-text.ts'
import { admin, type Wording } from './wording.ts'

/** How to use newkey. */
export function help(wording: Wording): Message {
  return {
    text: 'How to use newkey',
    blocks: [
      prose([bold('newkey creates Twilio API keys.'), ' Type a name that says what the key is for:']),
      facts(
        ['A key', [code('/newkey payments-svc')]],
        ['With a reason, for the audit log', [code('/newkey payments-svc refunds in staging')]],
        ['A name with spaces', [code('/newkey "payments service"')]],
        ['Revoke a key you don’t need', [code('/newkey revoke payments-svc')]],
      ),
      prose(
        [
          'newkey sends you the secret in a direct message. Only you see it, and only once: copy it to where your code reads it.',
        ],
        [
          'Who can get keys: members of ',
          ...groupList(wording.groups()),
          `. Up to ${amount(wording.issuesPerHour, 'key')} an hour and ${amount(wording.liveKeys, 'live key')} per person.`,
        ],
        ['Questions? Ask ', ...admin(wording), '.'],
      ),
    ],
  }
}
