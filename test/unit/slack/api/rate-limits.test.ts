import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { Secret } from '../../../../src/secret.ts'
import { callSlack, createClients } from '../../../../src/slack/api/client.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Answer {
  readonly status: number
  readonly retryAfter?: string
  readonly body?: object
}

/** A Slack that answers so, clients for it, and what was asked and logged. */
async function slack(answer: (method: string) => Answer) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    const method = request.url?.replace('/api/', '') ?? ''
    asked.push(method)
    const { status, retryAfter, body = { ok: true } } = answer(method)
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    })
    response.end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const clock = { now: 0 }
  const settings = { token: new Secret('xoxb-unit'), apiUrl: `http://127.0.0.1:${port}/api/` }
  const clients = createClients(settings, 2_500, () => clock.now)
  const logged: string[] = []
  const log = {
    info: () => undefined,
    warn: (message: string) => void logged.push(message),
    error: () => undefined,
  }
  const call = async (method: string, by: 'reads' | 'writes' = 'reads'): Promise<string> => {
    const reply = await callSlack({ clients, log }, method, z.unknown(), () =>
      clients[by].apiCall(method, {}),
    )
    return reply.kind === 'ok' ? 'ok' : reply.fault
  }
  return { asked, clients, clock, logged, call }
}

describe('given a Slack that has answered 429 for a method', () => {
  it('when it is called again before the time is over, then nothing leaves; afterwards it does', async () => {
    const answers: Answer[] = [{ status: 429, retryAfter: '7' }]
    const { asked, clock, call, logged } = await slack(() => answers.shift() ?? { status: 200 })
    expect(await call('users.info')).toBe('ratelimited')
    clock.now = 6_999
    for (let again = 0; again < 20; again++) expect(await call('users.info')).toBe('ratelimited')
    expect(asked).toEqual(['users.info'])
    expect(logged).toHaveLength(1)
    clock.now = 7_000
    expect(await call('users.info')).toBe('ok')
  })

  it('when the clock shows fractions of milliseconds, then the rest of the time is told in whole ones', async () => {
    const { clients, clock, call } = await slack(() => ({ status: 429, retryAfter: '7' }))
    await call('users.info')
    clock.now = 1_000.4
    await expect(clients.reads.apiCall('users.info')).rejects.toMatchObject({ waitMs: 6_000 })
  })

  it('when the library’s own methods are called, then they are held back too, whether they read or write', async () => {
    const { asked, clients, call } = await slack(() => ({ status: 429, retryAfter: '7' }))
    await call('users.info', 'writes')
    await expect(clients.reads.users.info({ user: 'U0ADA00001' })).rejects.toThrow('asked to wait')
    expect(asked).toEqual(['users.info'])
  })

  it('when another method is called, then it goes its way', async () => {
    const { call } = await slack((method) => ({
      status: method === 'users.info' ? 429 : 200,
      retryAfter: '7',
    }))
    expect(await call('users.info')).toBe('ratelimited')
    expect(await call('usergroups.list')).toBe('ok')
  })

  it('when other clients call it, then they know nothing of it', async () => {
    const answers: Answer[] = [{ status: 429, retryAfter: '7' }]
    const first = await slack(() => answers.shift() ?? { status: 200 })
    await first.call('users.info')
    const second = await slack(() => ({ status: 200 }))
    expect(await second.call('users.info')).toBe('ok')
  })

  it.each<[string, Answer, number]>([
    ['says nothing', { status: 429 }, 30_000],
    ['says a word', { status: 429, retryAfter: 'soon' }, 30_000],
    ['says 0', { status: 429, retryAfter: '0' }, 30_000],
    ['says -5', { status: 429, retryAfter: '-5' }, 30_000],
    ['says a year', { status: 429, retryAfter: '31536000' }, 600_000],
    ['says a date', { status: 429, retryAfter: 'Wed, 25 Nov 2026 08:00:00 GMT' }, 30_000],
    ['says so in the body alone', { status: 200, body: { ok: false, error: 'ratelimited' } }, 30_000],
  ])('when its Retry-After %s, then the method waits as is sensible', async (_, answer, ms) => {
    const { asked, clock, call } = await slack(() => answer)
    await call('users.info')
    clock.now = ms - 1
    expect(await call('users.info')).toBe('ratelimited')
    expect(asked).toHaveLength(1)
    clock.now = ms
    await call('users.info')
    expect(asked).toHaveLength(2)
  })

  it.each([500, 503, 404])('when the answer is a %i, then nothing is held back', async (status) => {
    const { asked, call } = await slack(() => ({ status }))
    await call('users.info', 'writes')
    await call('users.info', 'writes')
    expect(asked).toHaveLength(2)
  })
})
