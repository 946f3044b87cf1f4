import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What reads the stdout of a process through a pipe, or doesn't. */
export interface SlowReader {
  /** The end to write to: the stdout of a process that is about to be started. */
  readonly writer: number
  /** Writes lines of its own until the pipe is full. To be called while nobody else is in the middle of one. */
  fill(): void
  /** Closes this process's copy of it, once the other process has its own. */
  handOver(): void
  /** Reads what is there now. Without it, nothing is read. */
  read(): void
  /** Goes away: whoever writes finds a broken pipe. */
  close(): void
  /** Whole lines that were read. */
  lines(): string[]
}

/** What a pipe takes at most (Linux: pipe(7)). */
const PIPE = 64 * 1024

/** Written in pieces that a pipe takes whole or not at all (POSIX: write, PIPE_BUF). */
const FILLER = '{"filler":true}\n'.repeat(256)

/** Makes a pipe that is read only when it is said so. */
export function createSlowReader(folder: string): SlowReader {
  const fifo = join(folder, 'stdout')
  execFileSync('mkfifo', [fifo])
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(fifo, constants.O_WRONLY)
  const bytes = Buffer.alloc(PIPE)
  const parts: Buffer[] = []
  let isOpen = true

  /** @returns how many bytes there were */
  function readSome(): number {
    const length = unlessStuck(() => readSync(reader, bytes))
    parts.push(Buffer.from(bytes.subarray(0, length)))
    return length
  }
  return {
    writer,
    fill: () => {
      const another = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
      while (unlessStuck(() => writeSync(another, FILLER)) > 0);
      closeSync(another)
    },
    handOver: () => closeSync(writer),
    read: () => {
      while (isOpen && readSome() > 0);
    },
    close: () => {
      if (isOpen) closeSync(reader)
      isOpen = false
    },
    lines: () => Buffer.concat(parts).toString().split('\n').slice(0, -1),
  }
}

/** Moves some bytes. @returns how many: none where the pipe is full, or empty */
function unlessStuck(move: () => number): number {
  try {
    return move()
  } catch (error) {
    // In Jest, an error of the system's isn't an instance of the test's Error.
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAGAIN') return 0
    throw error
  }
}
