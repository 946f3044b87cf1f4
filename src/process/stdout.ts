import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Where the lines of the log go. */
export interface Stdout {
  /**
   * Takes one line, and writes it now or when somebody reads again. It neither waits nor throws.
   * @param most how many bytes may wait; a line beyond them is dropped and counted
   */
  write(line: string, most: number): void
  /** Writes what waits, as far as it is taken now. */
  pump(): void
  /** How many bytes wait. */
  waiting(): number
}

export interface StdoutDeps {
  /** Writes some of the bytes and says how many. @throws Error with a `code`, such as `EAGAIN` where nobody reads */
  readonly put: (bytes: Uint8Array) => number
  /** Calls back later (ms). */
  readonly later: (work: () => void, ms: number) => void
  /** Hears how many lines were dropped, once there is room to say so. */
  readonly dropped: (times: number) => void
}

/** How soon a pipe that is full is tried again (ms), and how soon after any other fault, such as a full disk. */
const FULL_MS = 20
const FAULT_MS = 1_000
/** Lines that wait are joined to pieces of about this size (bytes). */
const PIECE = 64 * 1024
/** Nobody will read any more, ever (Node.js docs: "Common system errors"). */
const GONE: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'EBADF'])

/**
 * Lines in their order, written at once where somebody takes them and kept in memory where nobody does. The libraries'
 * own ways either stop the whole process in the write or hold a thread in it, which the exit would then wait for.
 */
export function createStdout({ put, later, dropped }: StdoutDeps): Stdout {
  const pieces: string[] = []
  let rest: Uint8Array = new Uint8Array()
  let waiting = 0
  let lost = 0
  /** What may still wait when it is said how many were lost. */
  let room = 0
  let gone = false
  let due = false

  function pump(): void {
    try {
      while (waiting > 0) {
        if (rest.length === 0) rest = Buffer.from(pieces.shift() ?? '')
        const taken = put(rest)
        rest = rest.subarray(taken)
        waiting -= taken
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (GONE.has(code)) {
        giveUp()
        return
      }
      if (!due) later(retry, code === 'EAGAIN' ? FULL_MS : FAULT_MS)
      due = true
    }
    if (lost === 0 || waiting > room) return
    const times = lost
    lost = 0
    dropped(times)
  }

  function retry(): void {
    due = false
    pump()
  }

  function giveUp(): void {
    gone = true
    pieces.length = 0
    rest = new Uint8Array()
    waiting = 0
  }

  return {
    pump,
    waiting: () => waiting,
    write: (line, most) => {
      if (gone) return
      const size = Buffer.byteLength(line)
      if (waiting + size > most) {
        lost += 1
        room = most / 2
        return
      }
      waiting += size
      const last = pieces.at(-1)
      if (last === undefined || last.length + line.length > PIECE) pieces.push(line)
      else pieces[pieces.length - 1] = last + line
      if (!due) pump()
    },
  }
}

/** How long the end of the process waits for a reader who is only slow: so many times so long (ms). */
const LAST_TRIES = 20
const LAST_PAUSE_MS = 20

/**
 * This process's own stdout. What waits at its end is offered for a moment longer, whatever ends it but SIGKILL.
 * @param dropped hears how many lines were dropped
 */
export function openStdout(dropped: (times: number) => void): Stdout {
  // Looking at a pipe or a socket makes it non-blocking (libuv docs: "uv_pipe_open"); a terminal stays as it is.
  if (!isatty(1)) void process.stdout
  const stdout = createStdout({
    put: (bytes) => writeSync(1, bytes),
    later: (work, ms) => {
      const timer = setTimeout(work, ms)
      // A reader who is only slow gets everything; a disk that is full doesn't keep a command from its end.
      if (ms > FULL_MS) timer.unref()
    },
    dropped,
  })
  process.on('exit', () => {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (let tries = 0; tries < LAST_TRIES; tries++) {
      stdout.pump()
      if (stdout.waiting() === 0) return
      Atomics.wait(cell, 0, 0, LAST_PAUSE_MS)
    }
  })
  return stdout
}
