import { describe, expect, it } from '@jest/globals'
import { readContact } from '../../../src/config/contact.ts'
import { createSettings } from '../../../src/config/settings.ts'
import { admin } from '../../../src/slack/messages/wording.ts'
import { GROUP } from '../ids.ts'

/** What messages call the admin, and the problems, with this setting. */
function read(CONTACT: string | undefined) {
  const settings = createSettings({ CONTACT })
  const contact = readContact(settings)
  return { words: admin({ contact }), problems: settings.problems }
}

describe('given the setting CONTACT', () => {
  it('when it is unset, then messages name the role', () => {
    expect(read(undefined)).toEqual({ words: ['your newkey admin'], problems: [] })
  })

  it.each([
    ['a user group', GROUP, { type: 'usergroup', usergroup_id: GROUP }],
    ['a channel', 'C0HELP0001', { type: 'channel', channel_id: 'C0HELP0001' }],
    ['a private channel', 'G0HELP0001', { type: 'channel', channel_id: 'G0HELP0001' }],
    ['text', 'Ada, ext. 7', 'Ada, ext. 7'],
    ['text like markup', '<!channel> *now*', '<!channel> *now*'],
    ['text as long as may be', 'é'.repeat(200), 'é'.repeat(200)],
  ])('when it is %s, then messages name it, and text means nothing to Slack', (_, contact, piece) => {
    expect(read(contact)).toEqual({ words: ['your newkey admin (', piece, ')'], problems: [] })
  })

  it.each([
    ['is too long', 'x'.repeat(201)],
    ['has two lines', 'Ada\nBob'],
    ['turns the text around', 'A\u202eda'],
    ['hides a character', 'A\u200bda'],
    ['hides a character that stands for itself', 'A\u00adda'],
  ])('when it %s, then newkey says so', (_, contact) => {
    expect(read(contact).problems).toEqual([expect.stringMatching(/^CONTACT (must be|has an? )/)])
  })
})
