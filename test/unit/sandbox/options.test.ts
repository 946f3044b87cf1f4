import { describe, expect, it } from '@jest/globals'
import { readOptions } from '../../../sandbox/options.ts'

describe('given the options of npm run sandbox', () => {
  it.each([
    [[], { kind: 'page', port: 4242, open: true, grid: false }],
    [['--grid'], { kind: 'page', grid: true }],
    [
      ['--once', '--grid', '--as', 'wanda'],
      { kind: 'once', as: { name: 'wanda', user: 'W0WANDA001' }, grid: true },
    ],
    [['--once', '--as', 'olga'], { kind: 'wrong', wrong: '--as olga needs --grid' }],
    [['--port', '0', '--no-open'], { kind: 'page', port: 0, open: false }],
    [
      ['--once'],
      { kind: 'once', command: '/newkey payments-svc', as: { name: 'ada' }, twilio: 'works', slack: 'works' },
    ],
    [['--once', '--as', 'eve'], { kind: 'once', command: '/newkey payments-svc', as: { name: 'eve' } }],
    [['--once', '/newkey help'], { kind: 'once', command: '/newkey help' }],
    [['--twilio', 'lost', '--slack', 'refuse-dm'], { kind: 'once', twilio: 'lost', slack: 'refuse-dm' }],
    [['--twilio', '429'], { kind: 'once', twilio: '429' }],
    [['--help'], { kind: 'help' }],
    [['--twilio', 'sideways'], { kind: 'wrong', wrong: '--twilio is one of slow, down, 429, lost' }],
    [['--slack', 'constructor'], { kind: 'wrong', wrong: '--slack is one of refuse-dm, down, 429' }],
    [
      ['--grid', '--as', 'constructor'],
      { kind: 'wrong', wrong: '--as is one of ada, eve, guest, wanda, olga' },
    ],
    [['--as', 'constructor'], { kind: 'wrong', wrong: '--as is one of ada, eve, guest' }],
    [['--port', 'http'], { kind: 'wrong', wrong: '--port is a number up to 65535' }],
    [['--once', 'rm -rf'], { kind: 'wrong', wrong: '--once is a command that begins with /newkey' }],
  ])('when they are %j, then that is %j', (args, expected) => {
    expect(readOptions(args)).toMatchObject(expected)
  })
})
