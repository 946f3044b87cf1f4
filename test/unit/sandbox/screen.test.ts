import { describe, expect, it } from '@jest/globals'
import { GENERAL, KEY_AUDIT, PAYMENTS } from '../../../sandbox/slack/channels.ts'
import { ADA, BOB, dmOf, GRACE, GUEST } from '../../../sandbox/slack/people.ts'
import { createScreens } from '../../../sandbox/slack/screen.ts'

const ada = { id: ADA, name: 'ada' }
const secret = {
  channel: dmOf(ADA),
  ephemeral: true,
  text: 'secret',
  blocks: [],
  via: 'chat.postEphemeral',
} as const
const card = {
  channel: dmOf(ADA),
  ephemeral: false,
  text: 'card',
  blocks: [],
  via: 'chat.postMessage',
} as const
const texts = (screens: ReturnType<typeof createScreens>, user: string, since?: number): string[] =>
  screens.seenBy(user, since).map(({ text }) => text)

describe('given what people see in Slack', () => {
  it('then an ephemeral message makes no unread mark, and is gone in a Slack that was loaded after it', () => {
    const screens = createScreens(() => 0)
    screens.show(secret, ADA)
    expect(screens.unread(ADA)).toEqual(new Map())
    expect(texts(screens, ADA)).toEqual(['secret'])
    expect(texts(screens, ADA, screens.count())).toEqual([])
    expect(texts(screens, BOB)).toEqual([])
    screens.show({ ...secret, channel: GENERAL }, ADA)
    expect(texts(screens, BOB)).toEqual([])
  })

  it('then a lasting message does, until the place is looked at; a changed one makes none', () => {
    const screens = createScreens(() => 0)
    const { ts } = screens.show(card)
    expect(screens.unread(ADA)).toEqual(new Map([[dmOf(ADA), 1]]))
    screens.read(ADA, dmOf(ADA))
    expect(screens.unread(ADA)).toEqual(new Map())
    screens.replace(ts, 'changed', [])
    expect(screens.unread(ADA)).toEqual(new Map())
    expect(texts(screens, ADA, screens.count())).toEqual(['changed'])
  })

  it('then what somebody says is unread for the others of the channel, and nobody else sees it', () => {
    const screens = createScreens(() => 0)
    screens.say(ada, PAYMENTS, 'hello')
    screens.show({ ...card, channel: KEY_AUDIT })
    expect(screens.unread(ADA)).toEqual(new Map())
    expect(screens.unread(BOB)).toEqual(new Map([[PAYMENTS, 1]]))
    expect(screens.unread(GUEST)).toEqual(new Map())
    expect(screens.unread(GRACE)).toEqual(
      new Map([
        [PAYMENTS, 1],
        [KEY_AUDIT, 1],
      ]),
    )
    screens.say(ada, GENERAL, 'hello all')
    expect(texts(screens, GUEST)).toEqual(['hello all'])
  })

  it('then a replaced message stays where it was', () => {
    const screens = createScreens(() => 0)
    const { ts } = screens.show(secret, ADA)
    screens.show(card)
    screens.replace(ts, 'replaced', [])
    expect(texts(screens, ADA)).toEqual(['replaced', 'card'])
    screens.remove(ts)
    expect(texts(screens, ADA)).toEqual(['card'])
  })
})
