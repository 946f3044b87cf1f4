import { NAME_LIMIT } from '../../domain/name.ts'
import { unreachable } from '../../errors.ts'
import type { ChannelId, GroupId } from '../../ids.ts'
import { channelLink, code, groupList, type Words } from './rich-text.ts'

/** Whom people turn to, as the operator has set it. */
export type Contact =
  | { readonly kind: 'group'; readonly group: GroupId }
  | { readonly kind: 'channel'; readonly channel: ChannelId }
  | { readonly kind: 'text'; readonly text: string }

/** The settings that messages mention. */
export interface Wording {
  /** The groups whose members may have keys. */
  readonly groups: () => readonly GroupId[]
  readonly issuesPerHour: number
  readonly liveKeys: number
  /** Whom people turn to; without it, messages name only the role. */
  readonly contact?: Contact | undefined
  /** Whether Slack refuses something until an operator acts, as far as is known now; without it, no such thing is known. */
  readonly refusesForGood?: ((what: 'delivery' | 'lookups') => boolean) | undefined
}

/** What a name may contain. */
export const ALLOWED: Words = [
  `A name can have up to ${NAME_LIMIT} letters, digits and common symbols, for example `,
  code('payments-svc'),
  '.',
]

/** Whom to turn to, as part of a sentence. */
export function admin({ contact }: Pick<Wording, 'contact'>): Words {
  if (contact === undefined) return ['your newkey admin']
  return ['your newkey admin (', ...contactWords(contact), ')']
}

function contactWords(contact: Contact): Words {
  switch (contact.kind) {
    case 'group':
      return groupList([contact.group])
    case 'channel':
      return [channelLink(contact.channel)]
    case 'text':
      return [contact.text]
    default:
      return unreachable(contact)
  }
}

/** How to get a key after one that didn't work out. */
export const NEED_A_KEY: Words = ['Need a key? Type ', code('/newkey'), ' and its name again.']

/** What to do about a fault that may pass by itself, but that newkey can't fix. */
export const ifItKeepsHappening = (wording: Pick<Wording, 'contact'>): Words => [
  'If this keeps happening, tell ',
  ...admin(wording),
  '.',
]
