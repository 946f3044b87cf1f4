import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** What reads the stdout of a process through a pipe, or doesn't. */
export interface SlowReader {
  /** The end to write to: the stdout of a process that is about to be started. */
  readonly writer: number
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
    try {
      const length = readSync(reader, bytes)
      parts.push(Buffer.from(bytes.subarray(0, length)))
      return length
    } catch (error) {
      // Nothing is there yet.
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
      throw error
    }
  }
  return {
    writer,
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
