import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

describe('given Ada, who types in her DM with newkey', () => {
  it.each(['b-svc', 'help', 'please give me a key', 'revoke a-svc', 'revoke nothing', 'a-svc', 'list', '"x'])(
    'when she types %s, then nothing in the DM speaks of it as if it were somewhere else',
    async (text) => {
      wire = await startWiredApp({ env: { MAX_LIVE_KEYS_PER_PERSON: '2' } })
      await wire.type('a-svc')
      const dm = lastInDm(wire, ADA).channel
      const answer = await wire.send(wire.slack.command(ADA, text, dm))
      wire.slack.acked(ADA, dm, answer.status, answer.body)
      const said = wire.slack.screen(ADA).filter(({ channel }) => channel === dm)
      for (const message of said) expect(message.text + textOf(message)).not.toMatch(/in your DM/)
    },
  )

  it('when she may have no more keys, then what she is told to do is there', async () => {
    wire = await startWiredApp({ env: { MAX_LIVE_KEYS_PER_PERSON: '1' } })
    await wire.type('a-svc')
    const dm = lastInDm(wire, ADA).channel
    await wire.send(wire.slack.command(ADA, 'b-svc', dm))
    expect(textOf(lastInDm(wire, ADA))).toContain('which is the limit')
    expect(textOf(lastInDm(wire, ADA))).not.toContain('in your DM')
  })
})
