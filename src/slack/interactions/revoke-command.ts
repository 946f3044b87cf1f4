import { unreachable } from '../../errors.ts'
import { findOwnKeys, type OwnKeys } from '../../keys/find-own-keys.ts'
import type { Who } from '../../keys/minutes.ts'
import { answer, refusalMessage } from '../messages/answer.ts'
import { whyTooMany } from '../messages/command-words.ts'
import { whyDenied } from '../messages/denied.ts'
import type { Message } from '../messages/message.ts'
import { noSuchKey, revokeQuestion } from '../messages/revoke-question.ts'
import type { ListenerServices } from './listener.ts'

/**
 * The answer to `/newkey revoke <name or SK…>`: the question whether to revoke the key, or which of several.
 * @throws NewkeyError `store_failed`
 */
export async function revokeMessage(services: ListenerServices, who: Who, what: string): Promise<Message> {
  return messageFor(services, what, await findOwnKeys(services, who, what))
}

function messageFor({ wording }: ListenerServices, what: string, own: OwnKeys): Message {
  switch (own.kind) {
    case 'found':
      return revokeQuestion(own.keys)
    case 'over':
      return answer(own.key, wording, undefined) ?? noSuchKey(what, [])
    case 'none':
      return noSuchKey(what, own.others)
    case 'turned_away':
      return refusalMessage('No key was revoked: ', whyTooMany)
    case 'refused':
      return refusalMessage(
        'No key was revoked: ',
        whyDenied(own.cause, wording, 'retryAt' in own ? own.retryAt : undefined),
      )
    default:
      return unreachable(own)
  }
}
