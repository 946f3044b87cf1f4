import { Readable } from 'node:stream'
import type { Fate } from '../../sandbox/exchange.ts'

/** What nock answers for a fake. */
export function replyOf(fate: Fate): Promise<[number, string | Readable, Record<string, string>]> {
  switch (fate.kind) {
    case 'answer':
      return Promise.resolve([fate.status, fate.body, fate.headers])
    case 'hang':
      return new Promise(() => undefined)
    case 'stall':
      return Promise.resolve([fate.status, unfinished(), {}])
    case 'reset':
      return Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
  }
}

/** A body that never comes. */
function unfinished(): Readable {
  return new Readable({ read: () => undefined })
}
