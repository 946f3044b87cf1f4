import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

describe('given a name that newkey does not take', () => {
  it.each([
    { what: '65 characters', text: 'a'.repeat(65), outcome: 'name_too_long', says: 'the name is too long' },
    { what: '65 emoji', text: '🔑'.repeat(65), outcome: 'name_too_long', says: 'the name is too long' },
    {
      what: 'the shape of a sid',
      text: `SK${'0'.repeat(32)}`,
      outcome: 'name_like_sid',
      says: 'looks like a Twilio SID',
    },
    {
      what: 'a control character',
      text: 'pay\u0007ments',
      outcome: 'name_characters',
      says: 'can’t be seen',
    },
    { what: 'a bidi mark', text: 'pay\u202Estnem', outcome: 'name_characters', says: 'can’t be seen' },
    { what: 'a zero-width space', text: 'pay\u200Bments', outcome: 'name_characters', says: 'can’t be seen' },
    {
      what: 'a ligature',
      text: 'ﬁnance',
      outcome: 'name_characters',
      says: 'ﬁ (U+FB01), which stands for fi',
    },
    { what: 'an emoji', text: 'key🔑', outcome: 'name_characters', says: 'key🔑' },
    {
      what: 'a look-alike of another alphabet',
      text: 'p\u0430yments-svc',
      outcome: 'name_mixed_scripts',
      says: 'p\u0430yments mixes letters of two alphabets, Latin and Cyrillic',
    },
    {
      what: 'a sid in it',
      text: `for-SK${'0'.repeat(32)}`,
      outcome: 'name_like_sid',
      says: 'looks like a Twilio SID',
    },
    {
      what: 'a quote that is never closed',
      text: '“payments svc',
      outcome: 'name_unclosed_quote',
      says: 'never closed',
    },
    {
      what: 'text right behind its closing quote',
      text: '"payments"svc',
      outcome: 'name_unclosed_quote',
      says: 'never closed',
    },
    {
      what: 'a zero-width space, and a hyphen that can’t be seen',
      text: 'pay\u00ADments',
      outcome: 'name_characters',
      says: 'a hyphen can take its place',
    },
    { what: 'nothing in its quotes', text: '""', outcome: 'name_missing', says: 'a key needs a name' },
    {
      what: 'a reason of 301 characters',
      text: `x ${'r'.repeat(301)}`,
      outcome: 'reason_too_long',
      says: 'The limit is 300 characters',
    },
    {
      what: 'a reason with a bidi mark',
      text: 'x for\u202Eme',
      outcome: 'reason_characters',
      says: 'the reason contains',
    },
  ])('when it has $what, then one sentence says what is allowed', async ({ text, outcome, says }) => {
    wire = await startWiredApp()
    await wire.type(text)
    expect(lastReply(wire, ADA)).toContain('No key was created')
    expect(lastReply(wire, ADA)).toContain(says)
    if (outcome.startsWith('name')) expect(lastReply(wire, ADA)).toMatch(/for example:? .*payments/i)
    expect(wire.audit()).toEqual(['received ok', `denied ${outcome}`])
    expect(wire.twilio.exchanges).toEqual([])
    // What can't be seen can't be in a log either.
    for (const unseen of ['\u0007', '\u202E', '\u200B']) expect(wire.log.join()).not.toContain(unseen)
  })

  it('when it has a lone surrogate, then it is refused and recorded as a character that can’t be shown', async () => {
    wire = await startWiredApp({ env: {} })
    const signed = wire.slack.command(ADA, 'SURROGATE')
    // A form can't hold one rightly: these are the bytes that a careless sender makes of it.
    const body = signed.body.replace('SURROGATE', 'pay%ED%A0%80ments')
    await wire.send({ ...signed, body, headers: wire.slack.sign(body, 'application/x-www-form-urlencoded') })
    expect(wire.audit()).toEqual(['received ok', 'denied name_characters'])
    expect(wire.twilio.exchanges).toEqual([])
  })
})

describe('given a name that newkey takes', () => {
  it.each([
    { what: '64 characters', text: 'a'.repeat(64), name: 'a'.repeat(64) },
    { what: '64 characters of two code units', text: '𠮷'.repeat(64), name: '𠮷'.repeat(64) },
    { what: 'letters of another script', text: 'платежи-api', name: 'платежи-api' },
    { what: 'a mention of everybody', text: '<!channel>', name: '<!channel>' },
    { what: 'a mention of a person', text: '<@U0EVE00001>', name: '<@U0EVE00001>' },
    { what: 'a link', text: '<https://example.com|click>', name: '<https://example.com|click>' },
    { what: 'the marks of formatting', text: '*_~`bold`~_*', name: '*_~`bold`~_*' },
    { what: 'an ampersand', text: 'a&b;c', name: 'a&b;c' },
    {
      what: 'blanks, in Slack’s curly quotes',
      text: '“payments service” for refunds',
      name: 'payments service',
    },
    { what: 'the word of a command, in quotes', text: '"list"', name: 'list' },
  ])(
    'when it has $what, then Twilio gets it exactly, and Slack shows it as typed',
    async ({ text, name }) => {
      wire = await startWiredApp()
      await wire.type(text)
      expect([...wire.twilio.keys.values()].map((key) => key.friendlyName)).toEqual([name])
      expect(wire.audit().at(-1)).toBe('delivered ok')

      expect(lastReply(wire, ADA)).toContain(name)
      expect(textOf(lastInDm(wire, ADA))).toContain(name)
      for (const { text: fallback, blocks } of wire.slack.screen(ADA)) {
        // Slack interprets `text` and mrkdwn; a rich_text element of type text means nothing but itself.
        expect(fallback).not.toContain(name)
        expect(JSON.stringify(blocks)).not.toContain('mrkdwn')
      }
      expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
    },
  )
})

describe('given somebody who wants to know how it works', () => {
  it.each(['', '  ', 'help', 'HELP', 'help me', '—help', '-h', '?', '/newkey payments-svc'])(
    'when they type "/newkey %s", then the ack itself explains',
    async (text) => {
      wire = await startWiredApp()
      const before = wire.transcript().length
      const { status, body } = await wire.type(text)
      expect(status).toBe(200)
      expect(body).toContain('/newkey payments-svc')
      expect(body).toContain('"usergroup_id":"S0PLATFORM"')
      expect(wire.transcript()).toHaveLength(before)
      expect(wire.audit()).toEqual([])
    },
  )

  it.each(['list', 'rotate payments-svc', 'status'])(
    'when they type "/newkey %s", then they learn that it isn’t built yet, and nothing is made',
    async (text) => {
      wire = await startWiredApp()
      const { body } = await wire.type(text)
      expect(body).toMatch(/ yet\. /)
      expect(wire.twilio.exchanges).toEqual([])
    },
  )

  it.each(['create payments-svc', 'new', 'get', 'request a key', 'Create: a key for payments-svc'])(
    'when they type "/newkey %s", then they learn where the name goes, and nothing is made',
    async (text) => {
      wire = await startWiredApp()
      const { body } = await wire.type(text)
      expect(body).toContain('/newkey payments-svc')
      expect(wire.twilio.exchanges).toEqual([])
      expect(wire.audit()).toEqual([])
    },
  )
})

describe('given a verb before the name', () => {
  it('when it is typed, then the answer has the command for that very name, in quotes if it needs them', async () => {
    wire = await startWiredApp()
    expect((await wire.type('new refunds-svc for staging')).body).toContain('"/newkey refunds-svc"')
    await wire.type('create “refunds service”')
    expect(lastReply(wire, ADA)).toContain('leave out create and type /newkey "refunds service".')
    expect(wire.twilio.exchanges).toEqual([])
    expect(wire.audit()).toEqual([])
  })
})

describe('given a reason that is prose', () => {
  it.each([
    ['for … （soon）, ½ of it', 'for … （soon）, ½ of it'],
    ['cafe\u0301\u00A0refunds\r\nin\tstaging', 'café refunds in staging'],
    ['برای کلید\u200Cها 👩🏽\u200D💻', 'برای کلید\u200Cها 👩🏽\u200D💻'],
  ])('when it is %j, then the card shows what the audit log records', async (typed, kept) => {
    wire = await startWiredApp()
    await wire.type(`payments-svc ${typed}`)
    expect(wire.audit().at(-1)).toBe('delivered ok')
    const shown = wire.slack.screen(ADA).map(({ blocks }) => JSON.stringify(blocks))
    expect(shown.join()).toContain(JSON.stringify(kept).slice(1, -1))
    expect(wire.log.join()).toContain(JSON.stringify(kept).slice(1, -1))
  })
})

describe('given a command of 60,000 blanks', () => {
  it('when it comes, then it is refused in the ack, and nothing is asked or recorded', async () => {
    wire = await startWiredApp()
    const before = wire.transcript().length
    const { status, body } = await wire.type(' '.repeat(60_000))
    expect(status).toBe(200)
    expect(body).toContain('up to 3,000 characters')
    expect(wire.transcript()).toHaveLength(before)
    expect(wire.audit()).toEqual([])
    expect(wire.log.join()).toContain('longer than newkey reads')
  })
})
