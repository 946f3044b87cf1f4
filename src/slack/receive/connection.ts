import { type Envelope, readFrame } from './frames.ts'
import type { Dial } from './web-socket.ts'

/** Why a connection is of no more use, or will soon be. */
export type Parting =
  /** Slack asked for a new connection. This one still works for some seconds. */
  | { readonly kind: 'asked'; readonly reason: string }
  /** It is closed, or was never opened. `fault` is a code, such as ECONNRESET or closed_1006. */
  | { readonly kind: 'closed'; readonly fault: string }
  /** Nothing was heard any more. It has been dropped. */
  | { readonly kind: 'silent' }

/** One connection in Socket Mode, from the moment it is dialled. */
export interface Connection {
  /** Resolves to `hello` when Slack has said it, or to why it never will. */
  readonly greeted: Promise<'hello' | Parting>
  /** Resolves when a new connection is needed: the first reason for it. */
  readonly parted: Promise<Parting>
  /** Resolves when it is closed. */
  readonly closed: Promise<void>
  /** `opening` until the web socket is open, `open` until Slack has said hello, `ready`, and `closed`. */
  state(): ConnectionState
  /** Acks an envelope. @throws Error if the connection is closed */
  send(text: string): Promise<void>
  close(): void
  /** Closes it at once and for good, even while it is opening. */
  drop(): void
}

export type ConnectionState = 'opening' | 'open' | 'ready' | 'closed'

/** How often Slack is asked whether it is there (ms). */
const PING_MS = 5_000
/** After so many unanswered questions the connection is dead: 15 to 20 s without a sign of life. */
const MOST_UNANSWERED = 3
/** Once Slack has sent a ping, the next has to come within so many of ours: 30 s, as its own library has it. */
const MOST_WITHOUT_PING = 6

/**
 * Opens a connection and follows it. It is watched by counting questions, not by a clock: after the computer slept or the
 * process was stopped for a while, the answers that wait are read before the next question.
 * @param deps.take gets each envelope
 * @param deps.asked gets Slack's reason each time that it asks for a new connection with another reason than before
 * @param deps.unreadable is called for each frame that isn't as Slack documents it
 */
export function openConnection(
  url: string,
  deps: {
    readonly dial: Dial
    readonly pause: (ms: number) => Promise<void>
    readonly take: (envelope: Envelope, connection: Pick<Connection, 'send'>) => void
    readonly unreadable: () => void
    readonly asked: (reason: string) => void
  },
): Connection {
  const greeting = Promise.withResolvers<'hello' | Parting>()
  const parting = Promise.withResolvers<Parting>()
  const closing = Promise.withResolvers<void>()
  let state: ConnectionState = 'opening'
  let unanswered = 0
  let withoutPing: number | undefined
  let lastAsked: string | undefined

  const line = deps.dial(url, {
    opened: () => {
      if (state === 'opening') state = 'open'
    },
    heard: (text) => {
      // What still comes while the connection is being closed can't be acked. Slack sends it to the next one.
      if (state === 'closed') return
      unanswered = 0
      const frame = text === undefined ? undefined : readFrame(text)
      if (!frame) return deps.unreadable()
      if (frame.kind === 'envelope') return deps.take(frame, connection)
      if (frame.kind === 'disconnect') return asked(frame.reason)
      state = 'ready'
      greeting.resolve('hello')
    },
    pinged: () => {
      unanswered = 0
      withoutPing = 0
    },
    ponged: () => {
      unanswered = 0
    },
    closed: (fault) => {
      state = 'closed'
      closing.resolve()
      part({ kind: 'closed', fault })
    },
  })

  function asked(reason: string): void {
    // Before the hello, the attempt fails, and that is logged.
    if (state === 'ready' && reason !== lastAsked) deps.asked(reason)
    lastAsked = reason
    part({ kind: 'asked', reason })
  }

  /** The first reason counts: only the first call has an effect on the promises. */
  function part(why: Parting): void {
    greeting.resolve(why)
    parting.resolve(why)
  }

  async function watch(): Promise<void> {
    for (;;) {
      await deps.pause(PING_MS)
      if (state === 'closed') return
      if (unanswered >= MOST_UNANSWERED || (withoutPing ?? 0) >= MOST_WITHOUT_PING) break
      unanswered += 1
      if (withoutPing !== undefined) withoutPing += 1
      line.ping()
    }
    part({ kind: 'silent' })
    drop()
  }

  function drop(): void {
    state = 'closed'
    line.drop()
  }

  const connection: Connection = {
    greeted: greeting.promise,
    parted: parting.promise,
    closed: closing.promise,
    state: () => state,
    send: line.send,
    close: () => {
      state = 'closed'
      line.close()
    },
    drop,
  }
  void greeting.promise.then((greeted) => (greeted === 'hello' ? watch() : undefined))
  return connection
}
