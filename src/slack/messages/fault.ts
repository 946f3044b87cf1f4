import { type FaultLasts, howLong, unreachable } from '../../errors.ts'
import type { Message } from './message.ts'
import { bold, prose, type Words } from './rich-text.ts'
import { admin, ifItKeepsHappening, type Wording } from './wording.ts'

/** What a fault means for the person who meets it, and what they can do if it passes. */
interface FaultWords {
  readonly means: string
  readonly tryAgain: string
}

/** The answer to a command that failed because of a fault in newkey. It promises only what recovery will do. */
const COMMAND: FaultWords = {
  means:
    'If you got a key, don’t use it: newkey will revoke it or ask a reviewer about it, and send you a message. ',
  tryAgain: 'Try again in a minute. ',
}
/** The answer to a click that failed because of a fault in newkey. */
const CLICK: FaultWords = {
  means: '',
  tryAgain: 'Press the button again in a minute. The message will then show how the key stands. ',
}

/** Why newkey creates no more keys, in words for the people who use it. */
const whyStopped = (wording: Wording): Words => [
  'Something other than newkey changed the audit log, so newkey has stopped creating keys. Trying again won’t help: tell ',
  ...admin(wording),
  '.',
]

/** Why a request couldn't be recorded, and what to do. */
export function whyNotRecorded(lasts: FaultLasts, wording: Wording): Words {
  switch (lasts) {
    case 'stopped':
      return whyStopped(wording)
    case 'until_fixed':
      return ['newkey couldn’t write its records. ', ...noUse(wording)]
    case 'passing':
      return ['newkey couldn’t write its records. Try again in a minute. ', ...ifItKeepsHappening(wording)]
    default:
      return unreachable(lasts)
  }
}

/** The message about a fault in newkey, after a command. */
export const commandFault = (error: unknown, wording: Wording): Message => fault(error, wording, COMMAND)
/** The message about a fault in newkey, after a click. */
export const clickFault = (error: unknown, wording: Wording): Message => fault(error, wording, CLICK)

function fault(error: unknown, wording: Wording, { means, tryAgain }: FaultWords): Message {
  const lasts = howLong(error)
  if (lasts === 'stopped') {
    const next = ' If you were shown a secret just now, don’t use it.'
    return {
      text: 'newkey has stopped.',
      blocks: [prose([bold('newkey couldn’t finish. '), ...whyStopped(wording), next])],
    }
  }
  const lead = bold('Something went wrong, and newkey couldn’t finish. ')
  const next = lasts === 'until_fixed' ? noUse(wording) : [tryAgain, ...ifItKeepsHappening(wording)]
  return {
    text: 'Something went wrong in newkey.',
    blocks: [prose([lead, ...(means === '' ? [] : [means]), ...next])],
  }
}

/** That only the admin can help. */
const noUse = (wording: Wording): Words => [
  'Trying again won’t help until the cause is fixed. Tell ',
  ...admin(wording),
  '. newkey’s log says what to do.',
]
