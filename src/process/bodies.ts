import type { IncomingMessage } from 'node:http'

/** How many bytes of bodies are held, each of them and all together. */
export interface BodyLimits {
  /** A body is read up to the chunk in which it becomes larger. */
  readonly largest: number
  /** Beyond so many, the largest body that is still being read ends, and of several the oldest. */
  readonly all: number
}

export interface Bodies {
  /**
   * Reads the body of a request. Resolves to its bytes, or to undefined when it ended to make room for others.
   * @throws when the sender has gone before the end
   */
  read(request: IncomingMessage): Promise<Uint8Array | undefined>
}

interface Reading {
  /** Its room grows by doubling: a body that comes a byte at a time would else cost an object for each. */
  room: Buffer
  size: number
  readonly makeRoom: () => void
}

/**
 * Reads bodies while all of them together are held to a limit. Slack's bodies are small and come at once: whoever wants
 * to push one out must hold the limit in bodies that are smaller still.
 */
export function createBodies(limits: BodyLimits): Bodies {
  /** The oldest first. */
  const reading = new Set<Reading>()
  let held = 0

  function end(one: Reading): void {
    if (reading.delete(one)) held -= one.room.length
  }

  function add(one: Reading, chunk: Buffer): void {
    const before = one.room.length
    const size = one.size + chunk.length
    if (one.size === 0) one.room = chunk
    else {
      if (size > before) {
        const room = Buffer.alloc(Math.max(size, Math.min(2 * before, limits.largest)))
        one.room.copy(room, 0, 0, one.size)
        one.room = room
      }
      chunk.copy(one.room, one.size)
    }
    one.size = size
    held += one.room.length - before
  }

  function makeRoom(): void {
    while (held > limits.all) {
      const [first, ...others] = reading
      if (first === undefined) return
      others.reduce((most, one) => (one.room.length > most.room.length ? one : most), first).makeRoom()
    }
  }

  return {
    read: (request) =>
      new Promise((resolve, reject) => {
        const finish = (body: Uint8Array | undefined): void => {
          end(one)
          request.off('data', take).pause()
          resolve(body)
        }
        const whole = (): void => finish(one.room.subarray(0, one.size))
        const one: Reading = { room: Buffer.alloc(0), size: 0, makeRoom: () => finish(undefined) }
        const take = (chunk: Buffer): void => {
          add(one, chunk)
          if (one.size > limits.largest) whole()
          else makeRoom()
        }
        const gone = (): void => {
          end(one)
          reject(new Error('the sender has gone'))
        }
        reading.add(one)
        request.on('data', take).once('end', whole).once('error', gone).once('close', gone)
      }),
  }
}
