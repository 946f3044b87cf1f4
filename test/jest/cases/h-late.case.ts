import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from '@jest/globals'

it('has told its server to close, and has a request behind it', async () => {
  const server = createServer((_, answer) => void answer.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const answer = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(60_000) })
  expect(await answer.text()).toBe('hello')
  server.close()
})
