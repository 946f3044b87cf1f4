import type { FailureCause } from '../../domain/causes.ts'
import type { RequestIn } from '../../domain/request.ts'
import { code, type Words } from './rich-text.ts'
import { ALLOWED, admin, ifItKeepsHappening, type Wording } from './wording.ts'

const AGAIN = 'Type the command again.'

/** Why no key was created, and what to do. With the id of the request, the operator finds its lines in the log. */
export function whyFailed(request: RequestIn<'failed'>, wording: Wording): Words {
  const tell: Words = [
    ' Trying again won’t help: tell ',
    ...admin(wording),
    ', and give them this id: ',
    code(request.id),
    '.',
  ]
  const words: Record<FailureCause, Words> = {
    interrupted: ['newkey was interrupted before it asked Twilio. ', AGAIN],
    ack_lost: ['newkey was too slow to answer Slack in time. ', AGAIN],
    record_failed: [
      'newkey couldn’t write its records, and it creates no key without a record. Try again in a minute. ',
      ...ifItKeepsHappening(wording),
    ],
    dm_unavailable: [
      'newkey couldn’t open a DM with you to show the secret in. Find newkey under Apps in Slack, open its Messages tab, then type the command again. ',
      ...ifItKeepsHappening(wording),
    ],
    slack_setup: [
      'Slack doesn’t let newkey send you messages, so it couldn’t show you a secret. The app or its settings must be changed.',
      ...tell,
    ],
    intent_stale: ['newkey was too slow to ask Twilio in time. ', AGAIN],
    twilio_credential: ['Twilio rejected newkey’s own credential.', ...tell],
    twilio_permission: ['Twilio doesn’t allow newkey’s credential to create keys.', ...tell],
    twilio_account: ['Twilio can’t find the account that newkey uses, or it isn’t active.', ...tell],
    twilio_name: ['Twilio rejected this name. ', ...ALLOWED],
    twilio_full: [
      'this Twilio account has as many API keys as it can hold. Some must be deleted first.',
      ...tell,
    ],
    twilio_busy: ['Twilio is busy. Try again in a minute. ', ...ifItKeepsHappening(wording)],
    twilio_refused: ['Twilio refused to create it.', ...tell],
    twilio_unreachable: [
      'newkey couldn’t reach Twilio. Try again in a minute. ',
      ...ifItKeepsHappening(wording),
    ],
  }
  return words[request.cause]
}
