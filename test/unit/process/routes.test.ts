import { describe, expect, it } from '@jest/globals'
import type { Health } from '../../../src/process/health.ts'
import type { HttpAnswer, Route } from '../../../src/process/http-server.ts'
import { createProgress, healthOf } from '../../../src/process/progress.ts'
import { createRoutes } from '../../../src/process/routes.ts'
import { createReceiver } from '../../../src/slack/receive/receiver.ts'

const OPEN: Health = { store: 'open', slack: true, socket: undefined, database: undefined }
const request = { headers: {}, body: new Uint8Array(), receivedAt: 0 }

const receiver = createReceiver({
  verify: () => 'valid',
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  now: () => 0,
  monotonic: () => 0,
  misdirected: {},
})

/** A table while newkey stands so. */
function routes(health: Health, opened: Promise<void> = Promise.resolve()): Readonly<Record<string, Route>> {
  return createRoutes({ health: () => health, receiver, opened })
}

async function ask(route: Route | undefined): Promise<HttpAnswer | undefined> {
  const answers: HttpAnswer[] = []
  await route?.handle(request, (answer) => answers.push(answer) > 0)
  return answers[0]
}

describe('given the table of routes', () => {
  it('then it has health, readiness, and over HTTP what Slack sends', () => {
    expect(Object.keys(routes(OPEN))).toEqual(['GET /healthz', 'GET /readyz', 'POST /slack/events'])
    const socketMode = createRoutes({ health: () => OPEN, receiver: undefined, opened: Promise.resolve() })
    expect(Object.keys(socketMode)).toEqual(['GET /healthz', 'GET /readyz'])
  })

  it.each([
    { store: 'opening' as const, ready: 503 },
    { store: 'open' as const, ready: 200 },
    { store: 'closed' as const, ready: 503 },
  ])('when the store is $store, then newkey lives, and /readyz is $ready', async ({ store, ready }) => {
    const table = routes({ ...OPEN, store })
    expect((await ask(table['GET /healthz']))?.status).toBe(200)
    expect((await ask(table['GET /readyz']))?.status).toBe(ready)
  })

  it.each([
    { socket: true, ready: 200, body: '"socket":"connected"' },
    { socket: false, ready: 503, body: '"socket":"disconnected"' },
  ])(
    'when Socket Mode is connected: $socket, then /readyz is $ready and says so',
    async ({ socket, ready, body }) => {
      const table = routes({ ...OPEN, socket })
      const answer = await ask(table['GET /readyz'])
      expect([answer?.status, answer?.body]).toEqual([ready, expect.stringContaining(body)])
      expect((await ask(table['GET /healthz']))?.status).toBe(200)
    },
  )

  it('when nothing has been opened, then the store is said to be opening', () => {
    expect(healthOf(createProgress(), false)).toEqual({
      store: 'opening',
      slack: false,
      socket: undefined,
      database: undefined,
    })
  })

  it('when a command comes while the store is being opened, then it waits for it', async () => {
    const opened = Promise.withResolvers<void>()
    let answered = false
    const asked = ask(routes(OPEN, opened.promise)['POST /slack/events']).then((answer) => {
      answered = true
      return answer
    })
    await new Promise(setImmediate)
    expect(answered).toBe(false)
    opened.resolve()
    // Nothing listens to this receiver.
    expect((await asked)?.status).toBe(404)
  })
})
