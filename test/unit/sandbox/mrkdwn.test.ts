import { describe, expect, it } from '@jest/globals'
import { type Inline, readMrkdwn } from '../../../sandbox/web/mrkdwn.ts'

/** What is drawn, shortly: text as it is, marks for styles, other things by their kind. */
const drawn = (text: string): string =>
  readMrkdwn(text)
    .map(({ type, elements }) => `${type}[${elements.map(short).join('')}]`)
    .join('')

function short(one: Inline): string {
  switch (one.type) {
    case 'text': {
      const fingerprints = Object.entries(one.style ?? {}).flatMap(([name, on]) => (on ? [name] : []))
      return fingerprints.length > 0 ? `{${fingerprints.join('+')} ${one.text}}` : one.text
    }
    case 'link':
      return `(link ${one.url} ${one.text ?? ''})`
    case 'user':
      return `(user ${one.user_id})`
    case 'usergroup':
      return `(group ${one.usergroup_id})`
    case 'channel':
      return `(channel ${one.channel_id})`
    case 'broadcast':
      return `(everybody ${one.range})`
    case 'date':
      return `(date ${one.timestamp} ${one.format} ${one.fallback})`
  }
}

describe('given mrkdwn', () => {
  it.each([
    [
      'what was escaped stays text',
      '&lt;!channel&gt; &amp;lt; &lt;@U1&gt;',
      'section[<!channel> &lt; <@U1>]',
    ],
    [
      'what wasn’t escaped is a mention',
      '<!channel> <@U0BOB00001> <#C1|x>',
      'section[(everybody channel) (user U0BOB00001) (channel C1)]',
    ],
    ['a group is one too', '<!subteam^S0PLATFORM|@platform>', 'section[(group S0PLATFORM)]'],
    [
      'a link has its words, and nothing else is a link',
      '<https://a.example/?a=1&amp;b|words> <javascript:alert(1)|x>',
      'section[(link https://a.example/?a=1&b words) <javascript:alert(1)|x>]',
    ],
    [
      'styles are read, also in each other',
      '*bold _both_* `*code*` ~gone~',
      'section[{bold bold }{bold+italic both} {code *code*} {strike gone}]',
    ],
    [
      'marks inside words and beside blanks are text',
      'a*b*c 2 * 3 * 4 snake_case_name',
      'section[a*b*c 2 * 3 * 4 snake_case_name]',
    ],
    ['lines of code are as they were', 'see\n```a *b*\n<c>```', 'section[see\n]preformatted[a *b*\n<c>]'],
    ['quoted lines belong together', '&gt; one\n&gt; two\nthree', 'quote[one\ntwo]section[three]'],
    [
      'a date has its format and its words',
      '<!date^1764057600^{date}|then>',
      'section[(date 1764057600 {date} then)]',
    ],
    ['a fence that is never closed is text', 'see ``` and *on*', 'section[see ``` and {bold on}]'],
    ['what nobody knows stays as it is', '<!unknown> <@nobody>', 'section[<!unknown> <@nobody>]'],
  ])('then %s', (_, text, expected) => {
    expect(drawn(text)).toBe(expected)
  })

  it('then as many marks as a message can hold are read', () => {
    expect(readMrkdwn('`a` '.repeat(10_000))[0]?.elements).toHaveLength(20_000)
  })
})
