import { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'
import nock from 'nock'

/** To be imported by nothing else (test/architecture.test.ts): importing it patches Node's own modules at once. */
nock.restore()

/** Answers for a host: status, body and headers. It never ends where nothing answers, and throws where the connection breaks. */
export type Answer = (
  request: Request,
  host: string,
) => Promise<[number, string | Readable, Record<string, string>]>

/**
 * Puts something in front of these hosts, until it is taken away; everything else but 127.0.0.1 can't be reached
 * meanwhile. One at a time.
 * @returns takes it away, with all traces in Node's modules; the second time it does nothing
 * @throws Error when another one stands
 */
export function mount(hosts: readonly string[], answer: Answer): () => void {
  if (nock.isActive()) throw new Error('another wire is up')
  const { defaultMaxListeners } = EventEmitter
  // nock's sockets are reused, and each use adds its listeners.
  EventEmitter.defaultMaxListeners = 200
  nock.activate()
  nock.disableNetConnect()
  nock.enableNetConnect('127.0.0.1')
  for (const host of hosts)
    for (const verb of ['get', 'post', 'delete'] as const)
      nock(`https://${host}`)
        .persist()
        [verb](/.*/)
        .reply((request: Request) => answer(request, host))

  let up = true
  return () => {
    if (!up) return
    up = false
    nock.cleanAll()
    nock.abortPendingRequests()
    nock.restore()
    EventEmitter.defaultMaxListeners = defaultMaxListeners
  }
}
