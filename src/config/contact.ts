import { spelledOut } from '../domain/unseen.ts'
import { isChannelId, isGroupId } from '../ids.ts'
import type { Contact } from '../slack/messages/wording.ts'
import type { Settings } from './settings.ts'

/** The longest text, in characters. It stands in the middle of a sentence. */
const LONGEST = 200

/** Reads whom people turn to: the id of a user group or of a channel, or any text. @returns undefined if it isn't set */
export function readContact(settings: Settings): Contact | undefined {
  const contact = settings.get('CONTACT')
  if (contact === undefined) return undefined
  if (isGroupId(contact)) return { kind: 'group', group: contact }
  if (isChannelId(contact) && !contact.startsWith('D')) return { kind: 'channel', channel: contact }
  const isLegible = /^[^\p{Cc}]+$/u.test(contact) && spelledOut(contact) === contact
  if ([...contact].length <= LONGEST && isLegible) return { kind: 'text', text: contact }
  return settings.problem(
    `CONTACT must be the id of a user group (S…) or of a channel (C…), or a text of up to ${LONGEST} characters in one line, such as a name or an address.`,
  )
}
