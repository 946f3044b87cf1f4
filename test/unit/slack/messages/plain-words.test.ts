import { describe, expect, it } from '@jest/globals'
import { SECRET } from '../../keys/fake-services.ts'
import { everyMessage, readOf, WORDING } from './every-message.ts'

/** What a first-time reader stumbled over, and what Slack's plain style avoids. */
const FORBIDDEN = [
  /for a member of/i,
  /works no more/,
  /which is the most/,
  /didn[’']t take/,
  /came into being/,
  /where keys are used/,
  /It stays/,
  /goes on, tell/,
  /whoever runs/,
  /Nothing is open/,
  /\bblank/,
  /can[’']t status/,
  /says its owner/,
  /is dead/,
  /can[’']t be used/,
  /asked you about the name/,
  /taking a moment/,
  /counts as one of/,
  /Nothing was revoked/,
  /any more\b/,
  // Twilio creates a key; one word for one thing.
  /key was made|makes? (no |your |the )?keys?\b|making (no |your |the )?keys?\b|made (this|the|your) key/i,
  /\bplease (?!give)/i,
  /\bsimply\b/i,
  /\b(error|exception|undefined|null)\b/i,
  /!/,
]

/** The secret is checked elsewhere; as random text it could hold anything. */
const withoutSecret = (text: string): string => text.replaceAll(SECRET.reveal(), '')

describe.each([undefined, 'dm'] as const)('given every message there is, shown in %s', (place) => {
  it.each(everyMessage(WORDING, place))('when it is “%s”, then it is in plain words', (_, message) => {
    const read = withoutSecret(readOf(message))
    expect(read).not.toBe('')
    expect(FORBIDDEN.filter((phrase) => phrase.test(read)).map((phrase) => `${phrase} in ${read}`)).toEqual(
      [],
    )
  })
})

describe('given a message that is shown in the DM', () => {
  it.each(everyMessage(WORDING, 'dm'))('when it is “%s”, then it doesn’t point to the DM', (_, message) => {
    expect(readOf(message)).not.toMatch(/in your DM|in your direct message/)
  })
})

describe('given somebody to turn to', () => {
  it.each(everyMessage(WORDING, undefined))(
    'when “%s” names the admin, then with the contact',
    (_, message) => {
      const read = readOf(message)
      expect(read.match(/newkey admin/g) ?? []).toEqual(
        read.match(/newkey admin \(Dana in #help-platform\)/g)?.map(() => 'newkey admin') ?? [],
      )
    },
  )
})
