import { NewkeyError } from '../../errors.ts'
import type { Message } from './message.ts'
import { bold, prose } from './rich-text.ts'

/** For a command that met a fault of our own: what the records say isn't known. It promises only what recovery keeps. */
export const commandFault = fault(
  'If a key was made, don’t use it: newkey will delete or report it, and tell you in your DM. Try again in a minute. ',
)
/** For a click that met one. */
export const clickFault = fault(
  'Try the button again in a minute. The message will then show the key’s current state. ',
)

/** Why newkey has stopped working, for a person. */
export const STOPPED =
  'Something other than newkey changed the audit log, so newkey has stopped making keys. Trying again won’t help: tell whoever runs newkey.'

/** What a person reads of a fault; `otherwise` unless newkey has stopped for good. */
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
