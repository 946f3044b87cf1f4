import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { START, startWiredApp, type WiredApp } from './bot.ts'

const FORM = 'application/x-www-form-urlencoded'

let wire: WiredApp
beforeEach(async () => {
  wire = await startWiredApp()
})
afterEach(() => wire.stop())

const posts = (): number =>
  wire.transcript().filter((line) => line.includes('POST') && line.includes('Keys.json')).length

describe('given a signed command', () => {
  it('when it is sent twice, one after the other, then one key is made and both are acked', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    const answers = [await wire.send(signed), await wire.send(signed)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(posts()).toBe(1)
    expect(wire.audit().filter((event) => event === 'received ok')).toHaveLength(1)
  })

  it('when it is sent ten times at once, then one key is made', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    await Promise.all(Array.from({ length: 10 }, () => wire.send(signed)))
    expect(posts()).toBe(1)
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('when its trigger comes again in another body, then no second key is made', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    await wire.send(signed)
    const body = signed.body.replace('payments-svc', 'other-svc')
    await wire.send({ ...signed, body, headers: wire.slack.sign(body, FORM) })
    expect(posts()).toBe(1)
  })

  it('when it is sent again after a restart, then no second key is made', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    await wire.send(signed)
    await wire.restart()
    await wire.send(signed)
    expect(posts()).toBe(1)
  })

  it.each([
    { what: '5 minutes old', seconds: -300, status: 200 },
    { what: 'older than that', seconds: -301, status: 401 },
    { what: '1 minute ahead', seconds: 60, status: 200 },
    { what: 'further ahead than that', seconds: 61, status: 401 },
  ])('when its timestamp is $what, then the answer is $status', async ({ seconds, status }) => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    const headers = wire.slack.sign(signed.body, FORM, START / 1000 + seconds)
    expect(await wire.send({ ...signed, headers })).toMatchObject({ status })
    expect(posts()).toBe(status === 200 ? 1 : 0)
  })

  it('when a byte of it is changed, then the answer is 401 and nothing is recorded', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    const { status } = await wire.send({
      ...signed,
      body: signed.body.replace('payments-svc', 'payments-svd'),
    })
    expect(status).toBe(401)
    expect(wire.audit()).toEqual([])
  })

  it('when it has no signature, then the answer is 401, also with ssl_check', async () => {
    const headers = { 'content-type': FORM }
    for (const body of ['command=%2Fnewkey', 'ssl_check=1']) {
      const answer = await fetch(`${wire.url}/slack/events`, { method: 'POST', headers, body })
      expect(answer.status).toBe(401)
    }
  })

  it('when a field of it comes twice, then it is refused in words and nothing is made', async () => {
    const signed = wire.slack.command(ADA, 'payments-svc')
    const body = `${signed.body}&user_id=U0EVE00001`
    const answer = await wire.send({ ...signed, body, headers: wire.slack.sign(body, FORM) })
    expect(answer.body).toContain('couldn’t be read')
    expect(posts()).toBe(0)
  })
})

describe('given a body', () => {
  it('when it has 64 KiB, then its signature decides; with a byte more, the answer is 413', async () => {
    for (const [size, status] of [
      [64 * 1024, 404],
      [64 * 1024 + 1, 413],
      [5_000_000, 413],
    ] as const) {
      const body = `x=${'a'.repeat(size - 2)}`
      const answer = await fetch(`${wire.url}/slack/events`, {
        method: 'POST',
        headers: wire.slack.sign(body, FORM),
        body,
      })
      // Bolt knows nothing of a form without a command: nobody listens.
      expect(answer.status).toBe(status)
    }
  })

  it('when Slack asks whether the address is ours, then the challenge is answered', async () => {
    expect(await wire.send(wire.slack.urlVerification('challenge-123'))).toEqual({
      status: 200,
      body: 'challenge-123',
    })
  })
})

describe('given the other addresses', () => {
  it('when /healthz and /readyz are asked, then they say how it stands', async () => {
    const health = await fetch(`${wire.url}/healthz`)
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'ok', store: 'open', slack: 'known' },
    ])
    expect((await fetch(`${wire.url}/readyz`)).status).toBe(200)
  })

  it('when anything else is asked, then there is nothing', async () => {
    expect((await fetch(`${wire.url}/`)).status).toBe(404)
    expect((await fetch(`${wire.url}/slack/events`)).status).toBe(405)
  })
})

describe('given requests that are refused', () => {
  const refused = (): object[] =>
    wire.log
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'An HTTP request to /slack/events was refused')
      .map(({ status, fault, times }) => ({ status, fault, ...(times !== undefined && { times }) }))
  const flood = async (
    headers: Record<string, string>,
    times = 30,
    path = '/slack/events',
  ): Promise<void> => {
    const send = () => fetch(wire.url + path, { method: 'POST', headers, body: 'command=%2Fnewkey' })
    await Promise.all(Array.from({ length: times }, send))
  }

  it('when strangers send many, then each kind gets one line at once and one a minute with how many they were', async () => {
    const forged = wire.slack.sign('another body', FORM)
    await flood({ 'content-type': FORM })
    await flood(forged)
    await flood(wire.slack.sign('command=%2Fnewkey', FORM, START / 1000 - 1_000))
    expect(refused()).toEqual([
      { status: 401, fault: 'unsigned' },
      { status: 401, fault: 'forged' },
      { status: 401, fault: 'stale' },
    ])
    wire.pass(60_000)
    await flood({ 'content-type': FORM })
    expect(refused().slice(3)).toEqual([{ status: 401, fault: 'unsigned', times: 30 }])
    await wire.restart()
    expect(refused().slice(4)).toEqual([
      { status: 401, fault: 'unsigned', times: 29 },
      { status: 401, fault: 'forged', times: 29 },
      { status: 401, fault: 'stale', times: 29 },
    ])
  })

  it('when Slack signed a command or a path that nobody hears, then each gets a sentence and a line', async () => {
    const unheard = (): object[] =>
      wire.log
        .map((line) => JSON.parse(line))
        .filter(({ fault }) => fault === 'nobody_listens')
        .map(({ msg, command }) => [msg.replace(/\. .*/, ''), command])
    const other = wire.slack.command(ADA, 'x', undefined, '/other')
    for (let times = 0; times < 3; times++) {
      const { status, body } = await wire.send(other)
      expect([status, JSON.parse(body).response_type]).toEqual([200, 'ephemeral'])
      expect(body).toContain('/other')
      expect(body).toContain('/newkey')
    }
    const { headers, body } = wire.slack.command(ADA, 'payments-svc')
    for (let times = 0; times < 2; times++) {
      const answer = await fetch(`${wire.url}/slack/commands`, { method: 'POST', headers, body })
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({
          response_type: 'ephemeral',
          text: expect.stringContaining('/slack/events'),
        }),
      ])
    }
    const otherCommand = ['Slack sent a command that newkey doesn’t answer to', '/other']
    const otherPath = ['Slack sent a signed request to a path where newkey doesn’t listen', undefined]
    expect(unheard()).toEqual([...Array(3).fill(otherCommand), ...Array(2).fill(otherPath)])
    await flood({ 'content-type': FORM }, 5, '/slack/commands')
    await flood(wire.slack.sign('another body', FORM), 5, '/wp-login.php')
    expect(unheard()).toHaveLength(5)
    expect(wire.transcript().filter((line) => line.includes('twilio'))).toEqual([])
    expect(posts()).toBe(0)
  })

  it('when Slack signed a press of something that nobody hears, then it is acked, and gets its line', async () => {
    await wire.type('payments-svc')
    const card = wire.slack.screen(ADA).find(({ via }) => via === 'chat.postMessage')
    if (!card) throw new Error('no card')
    const signed = wire.slack.click(ADA, card, 'not_received')
    const body = signed.body.replaceAll('not_received', 'other_button')
    const press = { ...signed, body, headers: wire.slack.sign(body, FORM) }
    for (let times = 0; times < 2; times++) expect((await wire.send(press)).status).toBe(200)
    expect(
      wire.log.filter((line) => line.includes('a button that this version of newkey doesn’t have')),
    ).toHaveLength(2)
    expect(JSON.stringify(wire.slack.screen(ADA).at(-1))).toContain('no longer has this button')
  })
})
