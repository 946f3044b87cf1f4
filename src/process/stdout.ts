import { writeSync } from 'node:fs'
import { tryForAMoment, unblocked } from './unblocked.ts'

/** A destination for the lines of the log. */
export interface Stdout {
  /**
   * Writes one line, now or when somebody reads again. It neither waits nor throws.
   * @param most how many bytes may wait; a line beyond that is dropped and counted
   */
  write(line: string, most: number): void
  /** Writes as much of what waits as is accepted now. */
  pump(): void
  /** How many bytes wait. */
  waiting(): number
}

/** What a stdout needs of the system. */
export interface StdoutDeps {
  /** Writes some of the bytes. @returns how many @throws Error with a `code`, such as `EAGAIN` when nobody reads */
  readonly put: (bytes: Uint8Array) => number
  /** Calls back later (ms). */
  readonly later: (work: () => void, ms: number) => void
  /** Called with the number of dropped lines, once there is room to log it. */
  readonly dropped: (times: number) => void
}

/** The pause before writing is tried again (ms): when a pipe is full, and after any other fault, such as a full disk. */
const FULL_MS = 20
const FAULT_MS = 1_000
/** Waiting lines are joined into pieces of about this length. */
const PIECE = 64 * 1024
/** The codes after which nobody will ever read again (Node.js docs: "Common system errors"). */
const GONE: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'EBADF'])

/**
 * Creates a destination that writes lines in order, at once while somebody reads, and holds them in memory while nobody
 * does. The logging libraries either block the whole process in the write, or block a thread that the exit then waits for.
 */
export function createStdout({ put, later, dropped }: StdoutDeps): Stdout {
  const pieces: string[] = []
  let rest: Uint8Array = new Uint8Array()
  let waiting = 0
  let lost = 0
  /** How many bytes may still wait when the number of dropped lines is logged. */
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

/**
 * Opens this process's own stdout. At the exit, it tries for a moment longer to write what waits.
 * @param dropped called with the number of dropped lines
 */
export function openStdout(dropped: (times: number) => void): Stdout {
  const file = unblocked(1)
  const stdout = createStdout({
    put: (bytes) => writeSync(file, bytes),
    later: (work, ms) => {
      const timer = setTimeout(work, ms)
      // A slow reader gets everything. A full disk must not keep a command from ending.
      if (ms > FULL_MS) timer.unref()
    },
    dropped,
  })
  process.on('exit', () =>
    tryForAMoment(() => {
      stdout.pump()
      return stdout.waiting() === 0
    }),
  )
  return stdout
}
