import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Secret } from '../../../src/secret.ts'
import { sendToTwilio, type TwilioReply } from '../../../src/twilio/http.ts'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** One POST to a real server that answers in its own way; how often it was asked is counted. */
async function post(
  listener: RequestListener,
  deadlineMs = 5_000,
): Promise<TwilioReply & { readonly asked: number }> {
  let asked = 0
  server = createServer((request, response) => {
    asked += 1
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const reply = await sendToTwilio({
    method: 'POST',
    url: `http://127.0.0.1:${port}/Keys.json`,
    user: 'ACx',
    password: new Secret('token'),
    form: { FriendlyName: 'a b&c' },
    deadlineMs,
  })
  return { ...reply, asked }
}

describe('given one request to Twilio', () => {
  it('when it is answered, then the whole answer is there, and what was sent is a form with basic authentication', async () => {
    let got = ''
    const reply = await post(async (request, response) => {
      got = `${request.headers.authorization} ${request.headers['content-type']} `
      for await (const chunk of request) got += chunk
      response.writeHead(201, { 'twilio-request-id': `RQ${'a'.repeat(32)}` }).end('{"sid":1}')
    })
    expect(reply).toMatchObject({
      kind: 'answer',
      status: 201,
      body: '{"sid":1}',
      twilioRequest: `RQ${'a'.repeat(32)}`,
    })
    const credential = Buffer.from('ACx:token').toString('base64')
    expect(got).toBe(`Basic ${credential} application/x-www-form-urlencoded FriendlyName=a+b%26c`)
  })

  it.each([401, 403, 404, 421, 429, 500, 503])(
    'when it is answered with %d, then it is sent once',
    async (status) => {
      const reply = await post(
        (_, response) => void response.writeHead(status, { 'retry-after': '0' }).end('{}'),
      )
      expect(reply).toMatchObject({ kind: 'answer', status, asked: 1 })
    },
  )

  it('when the connection breaks after it was sent, then it is cut off, and not sent again', async () => {
    const reply = await post((request) => void request.socket.destroy())
    expect(reply).toMatchObject({ kind: 'cut_off', asked: 1 })
  })

  it('when the answer stops after its headers, then it is cut off by the deadline', async () => {
    const reply = await post((_, response) => void response.writeHead(201).write('{'), 200)
    expect(reply).toEqual({ kind: 'cut_off', status: 201, fault: 'timeout', asked: 1 })
  })

  it('when the answer breaks in the middle, then it is cut off', async () => {
    const reply = await post((_, response) => {
      response.writeHead(201, { 'content-length': '100' }).write('{')
      setImmediate(() => response.destroy())
    })
    expect(reply).toMatchObject({ kind: 'cut_off', status: 201, asked: 1 })
  })

  it('when there is no answer before the deadline, then it is silent', async () => {
    expect(await post(() => undefined, 200)).toEqual({ kind: 'silent', fault: 'timeout', asked: 1 })
  })

  it('when it is sent elsewhere by a redirect, then nothing follows it there', async () => {
    const reply = await post((_, response) => void response.writeHead(307, { location: '/elsewhere' }).end())
    expect(reply).toMatchObject({ kind: 'answer', status: 307, asked: 1 })
  })

  it('when nobody listens, then it was never sent', async () => {
    await post((_, response) => void response.end())
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    const target = { method: 'GET', user: 'ACx', password: new Secret('token'), deadlineMs: 5_000 } as const
    expect(await sendToTwilio({ ...target, url: `http://127.0.0.1:${port}/` })).toEqual({
      kind: 'not_sent',
      fault: 'ECONNREFUSED',
    })
    // This name has several addresses: the error holds one for each.
    expect(await sendToTwilio({ ...target, url: `http://localhost:${port}/` })).toMatchObject({
      kind: 'not_sent',
    })
    expect(await sendToTwilio({ ...target, url: 'http://name.invalid/' })).toMatchObject({ kind: 'not_sent' })
  })
})
