import { NAME_LIMIT } from '../../domain/name.ts'
import type { GroupId } from '../../ids.ts'
import { code, type Words } from './rich-text.ts'

/** The settings that messages mention. */
export interface Wording {
  /** The groups whose members may have keys. */
  readonly groups: () => readonly GroupId[]
  readonly issuesPerHour: number
  readonly liveKeys: number
}

/** What a name may contain. */
export const ALLOWED: Words = [
  `A name has 1 to ${NAME_LIMIT} letters, digits and common symbols, for example `,
  code('payments-svc'),
  '.',
]
/** What to do about a fault that newkey can't fix itself. */
export const OPERATOR = 'If this keeps happening, tell whoever runs newkey.'
