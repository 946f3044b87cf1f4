import { NewkeyError } from '../../errors.ts'
import type { Message } from './message.ts'
import { bold, prose } from './rich-text.ts'

/** The answer to a command that failed because of a fault in newkey. It promises only what recovery will do. */
export const commandFault = fault(
  'If a key was made, don’t use it: newkey will revoke or report it, and tell you in your DM. Try again in a minute. ',
)
/** The answer to a click that failed because of a fault in newkey. */
export const clickFault = fault(
  'Try the button again in a minute. The message will then show the key’s current state. ',
)

/** Why newkey makes no more keys, in words for the people who use it. */
export const STOPPED =
  'Something other than newkey changed the audit log, so newkey has stopped making keys. Trying again won’t help: tell whoever runs newkey.'

/** The message about a fault: that newkey has stopped making keys, if that is why, otherwise `otherwise`. */
export function faultMessage(error: unknown, otherwise: Message): Message {
  if (!(error instanceof NewkeyError) || error.code !== 'chain_rewritten') return otherwise
  const next = ' If you were shown a secret just now, don’t use it.'
  return { text: 'newkey has stopped.', blocks: [prose([bold('newkey couldn’t finish. '), STOPPED, next])] }
}

function fault(next: string): Message {
  const lead = bold('Something went wrong, and newkey couldn’t finish. ')
  return {
    text: 'Something went wrong in newkey.',
    blocks: [prose([lead, next, 'If this keeps happening, tell whoever runs newkey.'])],
  }
}
