import type { IncomingMessage } from 'node:http'

/** How many bytes of bodies may be in memory: of each body, and of all together. */
export interface BodyLimits {
  /** Reading a body stops after the chunk that takes it beyond this number. */
  readonly largest: number
  /** Beyond this number, newkey stops reading the largest body, and the oldest if several are as large. */
  readonly all: number
}

/** Reads the bodies of HTTP requests. */
export interface Bodies {
  /**
   * Reads the body of an HTTP request.
   * @returns its bytes, or undefined if reading was stopped to make room for others
   * @throws Error when the sender disconnects before the end
   */
  read(request: IncomingMessage): Promise<Uint8Array | undefined>
}

interface Reading {
  /** It grows by doubling. Otherwise, a body that arrives byte by byte would cost an object for each. */
  room: Buffer
  size: number
  readonly makeRoom: () => void
}

/**
 * Creates a reader that limits the size of all bodies together. Slack's bodies are small and arrive at once, so to push one
 * out, an attacker must fill the limit with bodies that are even smaller.
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
