import type { types } from '@slack/bolt'
import { spelledOut } from '../../domain/unseen.ts'
import { refusalMessage } from './answer.ts'
import type { Message } from './message.ts'
import { bold, code, type Piece, prose, type Words } from './rich-text.ts'
import { admin, type Wording } from './wording.ts'

/** More of a command than this isn't shown. */
const LONGEST = 100

/** The answer to a command that this newkey doesn't answer to. @param commands those that it does */
export function unheardCommand(command: string, commands: readonly string[], wording: Wording): Message {
  const others = commands.flatMap((one, index): Piece[] => [...(index === 0 ? [] : [' or ']), code(one)])
  return refusalMessage('Nothing was done: ', [
    'newkey doesn’t answer to ',
    code(spelledOut(command.slice(0, LONGEST)) || '/'),
    '. Type ',
    ...others,
    ' instead. If that doesn’t work, tell ',
    ...admin(wording),
    '.',
  ])
}

/** The answer to a command that Slack sent to a path where newkey doesn't listen, for the person who typed it. */
export function misdirectedCommand(
  wording: Pick<Wording, 'contact'>,
): Message & { response_type: 'ephemeral' } {
  return {
    response_type: 'ephemeral',
    text: 'Nothing was done: the Slack app sends its commands to the wrong address. It must end in /slack/events.',
    blocks: [
      prose([
        bold('Nothing was done: '),
        'the Slack app sends its commands to the wrong address. Tell ',
        ...admin(wording),
        ' to set the Request URL in the app’s settings to one that ends in ',
        code('/slack/events'),
        '.',
      ]),
    ],
  }
}

/** Why a click on a button that newkey doesn't have changes nothing. */
export const unheardButton = (wording: Wording): Words => [
  'newkey no longer has this button. Type ',
  code('/newkey help'),
  ' to see what it can do, or ask ',
  ...admin(wording),
  '.',
]

/** The view in place of a form that newkey doesn't have (Slack docs: "Modals", response actions). */
export const unheardForm = (wording: Wording): types.ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'newkey' },
  close: { type: 'plain_text', text: 'Close' },
  blocks: [prose([bold('Nothing was done: '), ...formGone(wording)])],
})

const formGone = (wording: Wording): Words => [
  'newkey no longer has this form. Type ',
  code('/newkey help'),
  ' to see what it can do, or ask ',
  ...admin(wording),
  '.',
]
