import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { App } from '@slack/bolt'
import { Secret } from '../../../../src/secret.ts'
import { createReceiver, type SlackHttpAnswer } from '../../../../src/slack/receive/receiver.ts'
import { createSignatureVerifier } from '../../../../src/slack/receive/signature.ts'
import { NOW } from '../../ids.ts'

const SIGNING = 'the signing secret of the test'

/** A receiver with a listener that acks `/newkey` after `ms`; `taken` is whether the connection still stands. */
async function receive({ ms = 0, taken = true, type = 'application/x-www-form-urlencoded', body = '' }) {
  let now = 0
  const acks: string[] = []
  const receiver = createReceiver({
    verify: createSignatureVerifier(new Secret(SIGNING)),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => NOW,
    monotonic: () => now,
    misdirected: {},
  })
  const bolt = new App({
    receiver,
    authorize: async () => ({}),
    tokenVerificationEnabled: false,
  })
  bolt.command('/newkey', async ({ ack }) => {
    now = ms
    await ack().then(
      () => acks.push('acked'),
      (error) => acks.push(error.code),
    )
    // Bolt itself may ack again: Slack gets one answer.
    await ack('a second time')
  })
  const bytes = Buffer.from(body || 'command=%2Fnewkey&text=payments-svc')
  const timestamp = String(NOW / 1000)
  const hmac = createHmac('sha256', SIGNING).update(`v0:${timestamp}:`).update(bytes).digest('hex')
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hmac}`,
  }
  const answers: SlackHttpAnswer[] = []
  await receiver.receive({ headers, body: bytes, receivedAt: 0 }, (answer) => {
    answers.push(answer)
    return taken
  })
  return { acks, answers }
}

describe('given a signed command', () => {
  it('when it is acked in time, then Slack gets one empty 200', async () => {
    const { acks, answers } = await receive({ ms: 2_500 })
    expect(acks).toEqual(['acked'])
    expect(answers).toEqual([{ status: 200, type: 'text/plain', body: '' }])
  })

  it('when it is acked too late, then the listener learns that the ack is lost', async () => {
    expect((await receive({ ms: 2_501 })).acks).toEqual(['ack_lost'])
  })

  it('when nobody takes the ack any more, then the listener learns that it is lost', async () => {
    expect((await receive({ taken: false })).acks).toEqual(['ack_lost'])
  })
})

describe('given something else that Slack signed', () => {
  it.each([
    {
      what: 'url_verification',
      type: 'application/json',
      body: '{"type":"url_verification","challenge":"abc"}',
    },
    {
      what: 'the same with a charset',
      type: 'Application/JSON; charset=utf-8',
      body: '{"type":"url_verification","challenge":"abc"}',
    },
  ])('when it is $what, then the challenge comes back', async ({ type, body }) => {
    const { answers } = await receive({ type, body })
    expect(answers).toEqual([{ status: 200, type: 'text/plain', body: 'abc' }])
  })

  it('when it is ssl_check, then nothing is done', async () => {
    const { answers, acks } = await receive({ body: 'ssl_check=1&token=x' })
    expect([answers, acks]).toEqual([[{ status: 200, type: 'text/plain', body: '' }], []])
  })

  it.each([
    { what: 'no JSON', type: 'application/json', body: '{"type":' },
    { what: 'a JSON list', type: 'application/json', body: '[1]' },
    { what: 'a payload that isn’t JSON', body: 'payload=hello' },
    { what: 'more fields than Slack sends', body: 'command=x&'.repeat(101) },
    {
      what: 'JSON of many levels',
      type: 'application/json',
      body: `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
    },
    { what: 'two payloads', body: 'payload=%7B%7D&payload=%7B%7D' },
  ])('when it is $what, then the answer is 400', async ({ type, body }) => {
    const { answers } = await receive({ body, ...(type && { type }) })
    expect(answers).toEqual([{ status: 400, type: 'text/plain', body: '' }])
  })

  it.each([
    'payload={"type":"block_actions","actions":null}',
    'payload={"type":"block_actions","actions":7}',
    'payload={"type":"block_actions","channel":null,"actions":[]}',
    'payload={"event":null}',
    'payload={"event":"x"}',
    'payload={"event":{"type":"x","item":null}}',
  ])(
    'when it is %s, which the library falls over, then the answer is 400 or an ack, and it doesn’t throw',
    async (body) => {
      const { answers, acks } = await receive({ body })
      expect([answers.map(({ status }) => status), acks]).toEqual([[expect.any(Number)], []])
      expect([200, 400, 404]).toContain(answers[0]?.status)
    },
  )

  it('when nobody listens to it, then the answer is 404', async () => {
    const { answers } = await receive({ body: 'command=%2Fother&text=x' })
    expect(answers).toEqual([{ status: 404, type: 'text/plain', body: '' }])
  })
})
