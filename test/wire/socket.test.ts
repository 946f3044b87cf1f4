import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { App } from '@slack/bolt'
import { ADA } from '../../sandbox/slack/people.ts'
import { openSocketRig, type SocketRig } from './socket-rig.ts'

let rig: SocketRig
beforeEach(async () => {
  rig = await openSocketRig()
})
afterEach(() => rig.close())

const faults = (): unknown[] => rig.lines.map(({ fault }) => fault).filter((fault) => fault !== undefined)
const said = (text: string): boolean => rig.lines.some(({ message }) => message.includes(text))
const connect = async (): Promise<void> => {
  rig.socket.start()
  await rig.socket.greeted
}
/** Slack refuses or delays the question where to connect. */
const openFails = (error: string): void =>
  void rig.slack.trouble.set('apps.connections.open', { kind: 'error', error })

describe('given a web socket that only half opens', () => {
  it.each([
    ['no_hello', 'said nothing'],
    ['no_upgrade', 'did not answer as a web socket'],
  ] as const)(
    'when it meets %s at start, then it is closed after 10 s, said, and tried again',
    async (how, words) => {
      rig.hub.welcome(how)
      rig.socket.start()
      await rig.until(() => rig.hub.counts().came === 1)
      await rig.pass(9_999)
      expect([faults(), rig.socket.connected()]).toEqual([[], false])
      await rig.pass(1)
      await rig.until(() => rig.hub.counts().open === 0)
      expect([faults(), said(words)]).toEqual([[how], true])
      rig.hub.welcome('hello')
      expect(await rig.nextAttempt()).toBe(1_000)
      await rig.socket.greeted
      expect(rig.socket.connected()).toBe(true)
    },
  )

  it.each(['no_hello', 'no_upgrade'] as const)(
    'when it meets %s after a refresh, then newkey is disconnected until the next attempt',
    async (how) => {
      await connect()
      rig.hub.welcome(how)
      rig.hub.refresh()
      await rig.until(() => rig.hub.counts().came === 2)
      await rig.pass(10_000)
      await rig.until(() => rig.hub.counts().open === 1) // the old one
      expect([faults(), rig.socket.connected()]).toEqual([['refresh_requested', how], false])
      rig.hub.welcome('hello')
      await rig.nextAttempt()
      await rig.until(() => rig.socket.connected())
    },
  )

  it('when Slack never says where to connect, then the attempt ends all the same', async () => {
    rig.slack.trouble.set('apps.connections.open', { kind: 'hang', times: 1 })
    rig.socket.start()
    await rig.until(() => rig.slack.exchanges.length === 1)
    await rig.pass(10_000)
    await rig.until(() => faults().length === 1)
    expect(faults()).toEqual(['no_address'])
    await rig.nextAttempt()
    await rig.socket.greeted
  })

  it.each(['no_hello', 'no_upgrade', 'hello'] as const)(
    'when newkey stops while it meets %s, then nothing stays open and nothing is tried again',
    async (how) => {
      rig.hub.welcome(how)
      rig.socket.start()
      await rig.until(() => rig.hub.counts().came === 1)
      if (how === 'hello') await rig.socket.greeted
      await rig.socket.stop()
      await rig.until(() => rig.hub.counts().open === 0)
      await rig.pass(120_000)
      expect(rig.hub.counts()).toEqual({ came: 1, open: 0 })
      expect(faults()).toEqual([])
    },
  )

  it('when attempts go on failing, then the pauses grow to 30 s', async () => {
    openFails('internal_error')
    rig.socket.start()
    await rig.until(() => faults().length === 1)
    const pauses: number[] = []
    while (pauses.length < 7) pauses.push(await rig.nextAttempt())
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })
})

describe('given a connection that doesn’t last', () => {
  it('when Slack says hello and asks for another one for ever, then the pauses grow', async () => {
    rig.hub.welcome({ helloThenDisconnect: 'refresh_requested' })
    rig.socket.start()
    await rig.until(() => said('soon after it began'))
    const pauses: number[] = []
    while (pauses.length < 6) pauses.push(await rig.nextAttempt())
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000])
    // Those that Slack never closes are closed by newkey.
    await rig.until(() => rig.hub.counts().open <= 1)
  })

  it('when one has lasted for a minute, then the next one is made at once', async () => {
    rig.hub.welcome({ helloThenDisconnect: 'refresh_requested' })
    rig.socket.start()
    await rig.until(() => said('soon after it began'))
    rig.hub.welcome('hello')
    expect(await rig.nextAttempt()).toBe(1_000)
    await rig.until(() => rig.hub.counts().came === 3)
    await rig.pass(60_000)
    rig.hub.refresh()
    await rig.until(() => rig.hub.counts().came === 4)
    await rig.hub.connected()
  })

  it('when the network breaks it, then that is said, and newkey connects again', async () => {
    await connect()
    rig.hub.cut()
    await rig.until(() => rig.hub.counts().came === 2)
    expect(faults()).toEqual(['closed_1006'])
  })

  it('when Slack doesn’t answer pings any more, then it is dropped within 20 s', async () => {
    await connect()
    await rig.pass(60_000)
    await rig.until(() => rig.socket.connected())
    rig.hub.mute()
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await rig.pass(5_000)
      await new Promise(setImmediate)
    }
    await rig.until(() => faults().length > 0)
    expect(faults()).toEqual(['ping_timeout'])
    await rig.hub.connected()
  })
})

describe('given that Slack asks for a new connection', () => {
  it.each(['warning', 'refresh_requested'])(
    'when it says %s, then the next one is up before the old one closes',
    async (reason) => {
      await connect()
      rig.hub.refresh(reason)
      await rig.hub.connected()
      expect(rig.hub.counts()).toEqual({ came: 2, open: 2 })
      await rig.until(() => rig.lines.filter(({ message }) => message.startsWith('Connected')).length === 2)
      expect(faults()).toEqual([reason])
      await rig.pass(10_000)
      await rig.until(() => rig.hub.counts().open === 1)
      expect(rig.socket.connected()).toBe(true)
    },
  )

  it.each(['no_hello', 'no_upgrade'] as const)(
    'when the next one meets %s, then the old one takes what Slack still sends, but doesn’t count as connected',
    async (how) => {
      const heard: string[] = []
      const bolt = new App({
        receiver: rig.socket.receiver,
        authorize: async () => ({}),
        tokenVerificationEnabled: false,
      })
      bolt.command('/newkey', async ({ command, ack }) => {
        heard.push(command.text)
        await ack('done')
      })
      await connect()
      rig.hub.welcome(how)
      rig.hub.refresh('warning')
      await rig.until(() => rig.hub.counts().came === 2)
      await rig.pass(20_000)
      expect(rig.socket.connected()).toBe(false)
      expect(await rig.hub.deliver(rig.slack.command(ADA, 'payments-svc'))).toEqual({ text: 'done' })
      expect(heard).toEqual(['payments-svc'])

      rig.hub.welcome('hello')
      await rig.nextAttempt()
      await rig.until(() => rig.socket.connected())
      await rig.until(() => rig.hub.counts().open === 1)
    },
  )

  it('when an envelope comes by both connections, then it is done once and acked on both', async () => {
    const heard: string[] = []
    const bolt = new App({
      receiver: rig.socket.receiver,
      authorize: async () => ({}),
      tokenVerificationEnabled: false,
    })
    bolt.command('/newkey', async ({ command, ack }) => {
      heard.push(command.text)
      await ack('done')
    })
    await connect()
    rig.hub.refresh('warning')
    await rig.hub.connected()
    expect(await rig.hub.deliverByAll(rig.slack.command(ADA, 'payments-svc'))).toEqual([
      { text: 'done' },
      { text: 'done' },
    ])
    expect(heard).toEqual(['payments-svc'])
  })

  it('when Socket Mode was switched off, then the log says so with the fix, and retries are slow', async () => {
    await connect()
    await rig.pass(60_000)
    rig.hub.refresh('link_disabled')
    await rig.until(() => rig.hub.counts().open === 0)
    expect(said('Switch it on')).toBe(true)
    expect(rig.socket.connected()).toBe(false)
    expect(await rig.nextAttempt()).toBe(30_000)
  })
})

describe('given that Slack refuses to say where to connect', () => {
  it.each([
    ['invalid_auth', 'Slack refuses SLACK_APP_TOKEN'],
    ['token_revoked', 'Slack refuses SLACK_APP_TOKEN'],
    ['not_allowed_token_type', 'SLACK_APP_TOKEN is a token of another kind'],
    ['missing_scope', 'SLACK_APP_TOKEN lacks the scope connections:write'],
    ['team_disabled', 'Slack does not let this app connect'],
    ['internal_error', 'If this keeps happening, check SLACK_APP_TOKEN'],
    ['constructor', 'If this keeps happening, check SLACK_APP_TOKEN'],
  ])('when it answers %s, then the log names the cause', async (error, words) => {
    openFails(error)
    rig.socket.start()
    await rig.until(() => faults().length === 1)
    expect([faults(), said(words)]).toEqual([[error], true])
  })

  it('when it asks newkey to wait for 30 s, then newkey does', async () => {
    rig.slack.trouble.set('apps.connections.open', { kind: 'status', status: 429, times: 1 })
    rig.socket.start()
    await rig.until(() => faults().length === 1)
    expect(faults()).toEqual(['ratelimited'])
    expect(await rig.nextAttempt()).toBe(30_000)
    await rig.socket.greeted
  })

  it('when the address is none of a web socket, then newkey doesn’t go there', async () => {
    rig.slack.trouble.set('apps.connections.open', { kind: 'says', answer: { ok: true, url: 'http://x/#y' } })
    rig.socket.start()
    await rig.until(() => faults().length === 1)
    expect(faults()).toEqual(['unreadable_answer'])
  })

  it('when the ticket doesn’t hold, then the attempt fails with what the far side said', async () => {
    const url = rig.hub.ticket().replace(/ticket=.*/, 'ticket=old')
    rig.slack.trouble.set('apps.connections.open', { kind: 'says', answer: { ok: true, url } })
    rig.socket.start()
    await rig.until(() => faults().length === 1)
    expect(faults()).toEqual(['ECONNRESET'])
  })
})
