import type { HoldCause } from '../../domain/causes.ts'
import type { KeyIn } from '../../domain/key.ts'
import { code, type Words } from './rich-text.ts'
import { admin, type Wording } from './wording.ts'

/** Why newkey asks a person about a key instead of revoking it. */
export function whyHeld(key: KeyIn<'held'>, wording: Wording): Words {
  const words: Record<HoldCause, string> = {
    orphan:
      'newkey asked Twilio for a key and got no clear answer. This may be that key: it has the name that was asked for, or was created at about the same time. But newkey can’t prove that it created this key.',
    stale:
      'newkey’s record says that nobody was shown its secret. But the record is more than an hour old, as after restoring a backup.',
    too_many:
      'newkey’s record says that nobody was shown its secret. But newkey has revoked so many keys in the last hour that its records may be wrong.',
    unproven: 'newkey’s audit log doesn’t show that newkey created this key, although its database says so.',
    on_hold:
      'newkey’s record says that its requester doesn’t have its secret, or may not have it. newkey is set to revoke nothing without asking.',
    restored:
      'newkey’s record says that its requester doesn’t have its secret, or may not have it. But newkey’s database is older than it was before, as after restoring a backup, so newkey revokes nothing without asking.',
  }
  const check: Words = [
    ' Before you decide, ask ',
    ...admin(wording),
    ' to run ',
    code('newkey audit verify'),
    '.',
  ]
  return [words[key.cause], ...(key.cause === 'unproven' ? check : [])]
}

/** Why the requester should not use a key while a person has to decide about it. */
export function whyNotToUse({ cause }: KeyIn<'held'>): string {
  if (cause === 'orphan') return 'newkey can’t tell whether this is the key you asked for.'
  if (cause === 'unproven') return 'newkey’s audit log doesn’t show that newkey created it.'
  return 'newkey has no record that its secret reached you.'
}
