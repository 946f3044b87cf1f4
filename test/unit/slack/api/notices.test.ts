import { describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import type { Key } from '../../../../src/domain/key.ts'
import type { OwedMessage, PostedMessage, Subject } from '../../../../src/domain/messages.ts'
import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import { isDmId } from '../../../../src/ids.ts'
import { SILENT_LOG } from '../../../../src/log.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { createNotices } from '../../../../src/slack/api/notices.ts'
import { answer } from '../../../../src/slack/messages/answer.ts'
import { card } from '../../../../src/slack/messages/card.ts'
import { reviewCard } from '../../../../src/slack/messages/review-card.ts'
import { DM, GROUP } from '../../ids.ts'
import { fakeServices, owing, REPLY_TO } from '../../keys/fake-services.ts'
import { keyIn, requestIn } from '../../requests.ts'

const ELSEWHERE = 'D0BOB00001'
if (!isDmId(ELSEWHERE)) throw new Error('no DM')
const wording = { groups: () => [GROUP], issuesPerHour: 5, liveKeys: 10 }
const POSTED: PostedMessage = { channel: DM, ts: '1.000001' }
const URL_OF_DM = `https://newkey.slack.com/archives/${DM}`

interface Call {
  readonly method: string
  readonly channel: unknown
  readonly ts?: unknown
  readonly blocks: unknown
}

/** Notices at a Slack that answers so; reviewers are asked in `places`. */
function noticesAt({
  answer = (_call: Call): object => ({}),
  places = [ELSEWHERE],
  isWorkspaceKnown = true,
  takes = true,
} = {}) {
  const calls: Call[] = []
  const replies: unknown[] = []
  const writes = new webApi.WebClient()
  const called =
    (method: string) =>
    async (args: object = {}) => {
      const { channel, ts, blocks }: Record<string, unknown> = { ...args }
      const call = { method, channel, ...(ts !== undefined && { ts }), blocks }
      calls.push(call)
      return JSON.parse(JSON.stringify({ ok: true, channel, ts: ts ?? '2.000002', ...answer(call) }))
    }
  writes.chat.postMessage = called('chat.postMessage')
  writes.chat.update = called('chat.update')
  const notices = createNotices({
    clients: { reads: writes, writes, setup: createAppSetup(() => 0) },
    workspace: {
      ourTeam: async () => NO_ANSWER,
      check: async () => undefined,
      isOrganizationWide: () => false,
      url: () => (isWorkspaceKnown ? 'https://newkey.slack.com/' : undefined),
      known: () => isWorkspaceKnown,
    },
    directory: fakeServices().services.slack.directory,
    reviewers: {
      places: async function* () {
        for (const channel of places) if (isDmId(channel)) yield { channel, reader: undefined }
      },
      mayDecide: async () => true,
    },
    respond: async (url, message, mode) => {
      replies.push([url, message, mode])
      return takes
    },
    wording,
    monotonic: () => 0,
    log: SILENT_LOG,
  })
  return { notices, calls, replies }
}
const posting = (channel: string, blocks: unknown): Call => ({ method: 'chat.postMessage', channel, blocks })

describe('given an ending that is owed', () => {
  it.each<Subject>([
    requestIn('denied'),
    requestIn('failed'),
    requestIn('unknown'),
    keyIn('held'),
    keyIn('revoking'),
    keyIn('revoked'),
  ])('when it is $state, then it is posted in the requester’s DM', async (subject) => {
    const { notices, calls } = noticesAt()
    expect(await notices.send(owing(subject, 'ending'))).toEqual({ channel: DM, ts: '2.000002' })
    expect(calls).toEqual([posting(DM, answer(subject, wording, undefined)?.blocks)])
  })

  it('when the key is created, then there is nothing to say yet', async () => {
    const { notices, calls } = noticesAt()
    expect(await notices.send(owing(keyIn('created'), 'ending'))).toBeUndefined()
    expect(calls).toEqual([])
  })
})

describe('given a card that is owed', () => {
  const states = ['delivered', 'active', 'held', 'revoking', 'revoked'] as const

  it.each(states)(
    'when the key is %s and no card stands, then it is posted in the owner’s DM',
    async (state) => {
      const { notices, calls } = noticesAt()
      expect(await notices.send(owing(keyIn(state), 'card'))).toEqual({ channel: DM, ts: '2.000002' })
      expect(calls).toEqual([posting(DM, card(keyIn(state), wording)?.blocks)])
    },
  )

  it.each(states)('when the key is %s and a card stands, then that one is updated', async (state) => {
    const { notices, calls } = noticesAt()
    const owed: OwedMessage = { ...owing(keyIn(state), 'card'), posted: POSTED }
    expect(await notices.send(owed)).toEqual(POSTED)
    expect(calls).toEqual([{ method: 'chat.update', ...POSTED, blocks: card(keyIn(state), wording)?.blocks }])
  })

  it('when Slack doesn’t take the update, then it stays owed', async () => {
    const { notices } = noticesAt({ answer: () => ({ ok: false }) })
    expect(await notices.send({ ...owing(keyIn('active'), 'card'), posted: POSTED })).toBeUndefined()
  })

  it.each<[string, Subject]>([
    ['the key is created', keyIn('created')],
    ['there is no key', requestIn('failed')],
  ])('when %s, then there is none', async (_, subject) => {
    const { notices, calls } = noticesAt()
    expect(await notices.send(owing(subject, 'card'))).toBeUndefined()
    expect(calls).toEqual([])
  })
})

describe('given a review that is owed', () => {
  it('when somebody can be asked, then the question is posted there, and not to the owner', async () => {
    const { notices, calls } = noticesAt()
    expect(await notices.send(owing(keyIn('held'), 'review'))).toEqual({ channel: ELSEWHERE, ts: '2.000002' })
    expect(calls).toEqual([posting(ELSEWHERE, reviewCard(keyIn('held'), wording)?.blocks)])
  })

  it('when Slack refuses the first place, then the next one is tried, and no third', async () => {
    const places = ['D0FIRST001', 'D0SECOND01', 'D0THIRD001']
    const { notices, calls } = noticesAt({ places, answer: ({ channel }) => ({ ok: channel !== places[0] }) })
    expect(await notices.send(owing(keyIn('held'), 'review'))).toMatchObject({ channel: places[1] })
    expect(calls.map(({ channel }) => channel)).toEqual(places.slice(0, 2))
  })

  it('when a question stands, then that one is updated, and nobody else is asked', async () => {
    const { notices, calls } = noticesAt()
    const owed: OwedMessage = { ...owing(keyIn('revoked'), 'review'), posted: POSTED }
    expect(await notices.send(owed)).toEqual(POSTED)
    expect(calls).toEqual([
      { method: 'chat.update', ...POSTED, blocks: reviewCard(keyIn('revoked'), wording)?.blocks },
    ])
  })

  it('when nobody can be asked, then it stays owed', async () => {
    const { notices, calls } = noticesAt({ places: [] })
    expect(await notices.send(owing(keyIn('held'), 'review'))).toBeUndefined()
    expect(calls).toEqual([])
  })
})

describe('given a message that stands', () => {
  it.each<{ readonly purpose: 'card' | 'review'; readonly key: Key; readonly says: typeof card }>([
    { purpose: 'card', key: keyIn('active'), says: card },
    { purpose: 'card', key: keyIn('revoked'), says: card },
    { purpose: 'review', key: keyIn('active'), says: reviewCard },
    { purpose: 'review', key: keyIn('revoking'), says: reviewCard },
    { purpose: 'review', key: keyIn('revoked'), says: reviewCard },
  ])(
    'when it is a $purpose and its key $key.state, then it says how that now stands',
    async ({ purpose, key, says }) => {
      const { notices, calls } = noticesAt()
      expect(await notices.update(key, purpose, POSTED)).toBe(true)
      expect(calls).toEqual([{ method: 'chat.update', ...POSTED, blocks: says(key, wording)?.blocks }])
    },
  )

  it('when Slack answers about another message, then it isn’t updated', async () => {
    for (const answer of [{ ts: '9.000009' }, { channel: ELSEWHERE }, { ok: false }]) {
      const { notices } = noticesAt({ answer: () => answer })
      expect(await notices.update(keyIn('active'), 'card', POSTED)).toBe(false)
    }
  })
})

describe('given an answer to a post', () => {
  it.each([{ ok: false }, { channel: ELSEWHERE }, { ts: 'soon' }, { ts: null }])(
    'when it is %j, then the message counts as not posted',
    async (answer) => {
      const { notices } = noticesAt({ answer: () => answer })
      expect(await notices.send(owing(requestIn('denied'), 'ending'))).toBeUndefined()
    },
  )
})

describe('given a command that is answered where it was typed', () => {
  it('when a key is ready, then the answer leads to the DM', async () => {
    const { notices, replies, calls } = noticesAt()
    expect(await notices.reply(keyIn('delivered'), REPLY_TO)).toBe(true)
    expect(replies).toEqual([[REPLY_TO.url, answer(keyIn('delivered'), wording, URL_OF_DM), 'new_message']])
    expect(JSON.stringify(replies)).toContain(URL_OF_DM)
    expect(calls).toEqual([])
  })

  it('when the workspace’s address isn’t known, then it names the DM without a link', async () => {
    const { notices, replies } = noticesAt({ isWorkspaceKnown: false })
    await notices.reply(keyIn('delivered'), REPLY_TO)
    expect(JSON.stringify(replies)).not.toContain('"link"')
  })

  it('when Slack doesn’t take it, or there is nothing to say yet, then that is a no', async () => {
    expect(await noticesAt({ takes: false }).notices.reply(requestIn('failed'), REPLY_TO)).toBe(false)
    const { notices, replies } = noticesAt()
    expect(await notices.reply(keyIn('created'), REPLY_TO)).toBe(false)
    expect(replies).toEqual([])
  })
})
