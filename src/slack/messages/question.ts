import type { RequestIn } from '../../domain/request.ts'
import { spelledOut } from '../../domain/unseen.ts'
import { unreachable } from '../../errors.ts'
import { buttons, cancelButton, createButton } from './buttons.ts'
import type { Message } from './message.ts'
import { bold, code, named, prose, type Words } from './rich-text.ts'

/** The question whether a requester means what they typed, with a button for each answer. */
export function question(request: RequestIn<'asked'>): Message {
  const title: Words = [bold('Create a key named '), named(request.name), bold('?')]
  return {
    text: 'Do you want newkey to create this key?',
    blocks: [prose(title, whyAsked(request)), buttons(createButton(request.id), cancelButton(request.id))],
  }
}

function whyAsked({ cause, reason }: RequestIn<'asked'>): Words {
  switch (cause) {
    case 'name_in_use':
      return ['You already have a live key with that name. If you create another one, both will work.']
    case 'reads_like_sentence':
      return [
        'That reads like a sentence. newkey would use its first word as the name',
        ...(reason === '' ? [] : [', and the rest (“', spelledOut(reason), '”) as the reason']),
        '. Want another name? Cancel, then type the name first, for example ',
        code('/newkey payments-svc'),
        '.',
      ]
    default:
      return unreachable(cause)
  }
}
