import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Checkpoint } from '../audit/verify.ts'
import { NewkeyError } from '../errors.ts'
import { openOwn } from './own-file.ts'

/** What the file beside the database says of where the chain ended. */
export type HeadRead = Checkpoint | 'missing' | 'unreadable'

/** The open file beside the database. */
export interface HeadFile {
  readonly said: HeadRead
  /** Says anew where the chain ends, without a sync. @throws what the system says */
  write(head: Checkpoint): void
  /** Makes the file what it should be, whatever it was, and durable. @throws what the system says */
  make(head: Checkpoint): void
  close(): void
}

/** Its path. `newkey audit backup` doesn't copy it, so that a copy that is put back is told apart. */
export const headPath = (database: string): string => `${database}.head`

const SEQ_DIGITS = 15
/** 15 digits, a colon, 64 hexadecimal digits and a line break: always as long, and written in one piece. */
const LINE = /^(\d{15}):([0-9a-f]{64})\n$/
const LENGTH = SEQ_DIGITS + 1 + 64 + 1

/**
 * Opens the file beside a database, without making it.
 * @throws NewkeyError `store_failed` when something else stands in its place
 */
export function openHeadFile(database: string): HeadFile {
  const path = headPath(database)
  let handle: number | undefined
  const open = (): number => {
    handle ??= openOwn(path, () => true)
    return handle
  }
  const write = (head: Checkpoint): void => {
    const line = `${String(head.seq).padStart(SEQ_DIGITS, '0')}:${head.hash}\n`
    writeSync(open(), line, 0, 'ascii')
  }
  return {
    said: lstatSync(path, { throwIfNoEntry: false }) ? readHandle(open) : 'missing',
    write,
    make: (head) => {
      write(head)
      const file = open()
      ftruncateSync(file, LENGTH)
      fsyncSync(file)
      const folder = openSync(dirname(path), 'r')
      fsyncSync(folder)
      closeSync(folder)
    },
    close: () => {
      if (handle !== undefined) closeSync(handle)
      handle = undefined
    },
  }
}

/** What the file beside a database says, changing nothing. */
export function readHeadFile(database: string): HeadRead {
  const path = headPath(database)
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there) return 'missing'
  if (!there.isFile() || there.size !== LENGTH) return 'unreadable'
  try {
    return parse(readFileSync(path, 'ascii'))
  } catch {
    return 'unreadable'
  }
}

function readHandle(open: () => number): HeadRead {
  try {
    const bytes = Buffer.alloc(LENGTH + 1)
    return parse(bytes.toString('ascii', 0, readSync(open(), bytes, 0, bytes.length, 0)))
  } catch (error) {
    if (error instanceof NewkeyError) throw error
    return 'unreadable'
  }
}

function parse(text: string): HeadRead {
  const [, seq, hash] = LINE.exec(text) ?? []
  return seq === undefined || hash === undefined ? 'unreadable' : { seq: Number(seq), hash }
}
