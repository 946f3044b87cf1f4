import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { openProcessStage, type ProcessStage, whereTyped } from './bot-process.ts'

let stage: ProcessStage
beforeEach(async () => {
  stage = await openProcessStage()
  stage.env.SLACK_APP_TOKEN = 'xapp-e2e'
  delete stage.env.SLACK_SIGNING_SECRET
})
afterEach(() => stage.stop())

const secretShown = ({ via }: { readonly via: string }): boolean => via === 'chat.postEphemeral'
const card = ({ via }: { readonly via: string }): boolean => via === 'chat.postMessage'

describe('given Socket Mode', () => {
  it('when Ada types the command, then it is acked and she has her key', async () => {
    await stage.start()
    await stage.socket.connected()
    expect(await stage.socket.deliver(stage.slack.command(ADA, 'payments-svc'))).toEqual({})
    await stage.sees(ADA, secretShown)
    await stage.sees(ADA, card)
    await stage.sees(ADA, whereTyped)
    expect(stage.twilio.keys.size).toBe(1)
  })

  it('when she presses a button, then it is handled', async () => {
    await stage.start()
    await stage.socket.connected()
    await stage.socket.deliver(stage.slack.command(ADA, 'payments-svc'))
    await stage.socket.deliver(stage.slack.click(ADA, await stage.sees(ADA, card), 'not_received'))
    await stage.sees(
      ADA,
      (message) => card(message) && JSON.stringify(message.blocks).includes('The key is revoked'),
    )
    expect(stage.twilio.keys.size).toBe(0)
  })

  it('when she asks for help, then the ack carries it', async () => {
    await stage.start()
    await stage.socket.connected()
    expect(JSON.stringify(await stage.socket.deliver(stage.slack.command(ADA, 'help')))).toContain(
      'newkey creates Twilio API keys',
    )
  })

  it('when Slack asks for a new connection, then the bot comes back and takes commands', async () => {
    await stage.start()
    await stage.socket.connected()
    stage.socket.refresh()
    await stage.socket.connected()
    await stage.socket.deliver(stage.slack.command(ADA, 'payments-svc'))
    await stage.sees(ADA, secretShown)
  })

  it('when the same press comes twice, then the key is deleted once', async () => {
    const bot = await stage.start()
    await stage.socket.connected()
    await stage.socket.deliver(stage.slack.command(ADA, 'payments-svc'))
    const press = stage.slack.click(ADA, await stage.sees(ADA, card), 'not_received')
    await Promise.all([stage.socket.deliver(press), stage.socket.deliver(press)])
    await stage.sees(
      ADA,
      (message) => card(message) && JSON.stringify(message.blocks).includes('The key is revoked'),
    )
    expect(await bot.stop()).toBe(0)
    expect(stage.twilio.exchanges.filter(({ request }) => request.method === 'DELETE')).toHaveLength(1)
    expect(bot.lines.filter((line) => line.includes('Slack sent the same click again'))).toHaveLength(1)
  })

  it('when a command comes that nobody hears, or a body that the library falls over, then the log says so', async () => {
    const bot = await stage.start()
    await stage.socket.connected()
    const odd = { ...stage.slack.command(ADA, 'x'), kind: 'interactive', payload: { actions: null } } as const
    void stage.socket.deliver(stage.slack.command(ADA, 'x', undefined, '/other'))
    void stage.socket.deliver(odd)
    await stage.socket.deliver(stage.slack.command(ADA, 'help'))
    expect(await bot.stop()).toBe(0)
    expect(bot.lines.filter((line) => line.includes('nobody_listens'))).toHaveLength(1)
    expect(bot.lines.filter((line) => line.includes('not as Slack documents it'))).toHaveLength(1)
  })

  it('when the same envelope comes twice, then one key is made', async () => {
    await stage.start()
    await stage.socket.connected()
    const signed = stage.slack.command(ADA, 'payments-svc')
    await Promise.all([stage.socket.deliver(signed), stage.socket.deliver(signed)])
    await stage.sees(ADA, whereTyped)
    expect(stage.twilio.exchanges).toHaveLength(1)
  })

  it('when the app token is refused at first, then the bot stays up and tries again', async () => {
    stage.slack.trouble.set('apps.connections.open', { kind: 'error', error: 'invalid_auth', times: 1 })
    const bot = await stage.start()
    await stage.socket.connected()
    expect(bot.lines.join()).toContain('check SLACK_APP_TOKEN')
  })

  it('when frames come that Slack doesn’t document, then the bot says so and stays', async () => {
    const bot = await stage.start()
    await stage.socket.connected()
    for (const frame of [
      'null',
      '[]',
      '{"type":"error"}',
      '{"envelope_id":"1","type":"events_api","payload":{}}',
    ])
      stage.socket.raw(frame)
    expect(await stage.socket.deliver(stage.slack.command(ADA, 'help'))).toMatchObject({
      response_type: 'ephemeral',
    })
    expect(bot.lines.filter((line) => line.includes('was not as Slack documents it'))).toHaveLength(4)
  })

  it.each(['no_hello', 'no_upgrade'] as const)(
    'when the socket meets %s, then newkey lives, isn’t ready, and stops at once',
    async (how) => {
      stage.socket.welcome(how)
      const bot = await stage.start('/healthz')
      const answer = await fetch(`${bot.url}/readyz`)
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ status: 'not ready', socket: 'disconnected' }),
      ])
      const began = performance.now()
      expect(await bot.stop()).toBe(0)
      expect(performance.now() - began).toBeLessThan(5_000)
      expect(bot.lines.filter((line) => line.includes('newkey is ready'))).toEqual([])
    },
  )

  it('when the first socket says nothing, then the next attempt makes newkey ready', async () => {
    stage.socket.welcome('no_hello')
    const starting = stage.start()
    while (stage.socket.counts().came === 0) await turn()
    stage.socket.welcome('hello')
    const bot = await starting
    expect(bot.lines.filter((line) => line.includes('"fault":"no_hello"'))).toHaveLength(1)
    expect(bot.lines.filter((line) => line.includes('newkey is ready'))).toHaveLength(1)
  })

  it('when Slack warns, then an envelope that comes by both connections is done once and acked on both', async () => {
    await stage.start()
    await stage.socket.connected()
    stage.socket.refresh('warning')
    await stage.socket.connected()
    expect(await stage.socket.deliverByAll(stage.slack.command(ADA, 'payments-svc'))).toEqual([{}, {}])
    await stage.sees(ADA, whereTyped)
    expect(stage.twilio.exchanges).toHaveLength(1)
  })
})
