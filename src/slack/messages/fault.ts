import { NewkeyError } from '../../errors.ts'
import type { Message } from './message.ts'
import { bold, prose, type Words } from './rich-text.ts'
import { admin, ifItKeepsHappening, type Wording } from './wording.ts'

/** The answer to a command that failed because of a fault in newkey. It promises only what recovery will do. */
export const commandFault = (wording: Wording): Message =>
  fault(
    wording,
    'If you got a key, don’t use it: newkey will revoke it or ask a reviewer about it, and send you a message. Try again in a minute. ',
  )
/** The answer to a click that failed because of a fault in newkey. */
export const clickFault = (wording: Wording): Message =>
  fault(wording, 'Press the button again in a minute. The message will then show how the key stands. ')

/** Why newkey creates no more keys, in words for the people who use it. */
export const whyStopped = (wording: Wording): Words => [
  'Something other than newkey changed the audit log, so newkey has stopped creating keys. Trying again won’t help: tell ',
  ...admin(wording),
  '.',
]

/** The message about a fault: that newkey has stopped creating keys, if that is why, otherwise `otherwise`. */
export function faultMessage(
  error: unknown,
  wording: Wording,
  otherwise: (wording: Wording) => Message,
): Message {
  if (!(error instanceof NewkeyError) || error.code !== 'chain_rewritten') return otherwise(wording)
  const next = ' If you were shown a secret just now, don’t use it.'
  return {
    text: 'newkey has stopped.',
    blocks: [prose([bold('newkey couldn’t finish. '), ...whyStopped(wording), next])],
  }
}

function fault(wording: Wording, next: string): Message {
  const lead = bold('Something went wrong, and newkey couldn’t finish. ')
  return {
    text: 'Something went wrong in newkey.',
    blocks: [prose([lead, next, ...ifItKeepsHappening(wording)])],
  }
}
