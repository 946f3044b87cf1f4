import { closeSync, fsyncSync, ftruncateSync, lstatSync, readFileSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Checkpoint } from '../../audit/verify.ts'
import { NewkeyError } from '../../errors.ts'
import { openOwn, syncFolder } from './own-file.ts'

/**
 * What the file beside the database says of where the chain ended, and whether a start has found since that the
 * database went back and lacked that record.
 */
export type HeadRead = (Checkpoint & { readonly wentBack: boolean }) | 'missing' | 'unreadable'

/** The open file beside the database. */
export interface HeadFile {
  readonly said: HeadRead
  /** Says anew where the chain ends, without a sync. @throws what the system says */
  write(head: Checkpoint): void
  /** Makes the file what it should be, whatever it was, and durable. @throws what the system says */
  make(head: Checkpoint): void
  /**
   * Notes that the database lacks the record that the file says, durably: later a record of that number with another
   * hash is no sign that anybody wrote the log anew. @throws what the system says
   */
  mark(head: Checkpoint): void
  close(): void
}

/** Its path. `newkey audit backup` doesn't copy it, so that a copy that is put back is told apart. */
export const headPath = (database: string): string => `${database}.head`

const SEQ_DIGITS = 15
/** 15 digits, a colon (`<` once the database went back), 64 hexadecimal digits and a line break: always as long, and written in one piece. */
const LINE = /^(\d{15})([:<])([0-9a-f]{64})\n$/
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
  const write = ({ seq, hash }: Checkpoint, separator = ':'): void => {
    writeSync(open(), `${String(seq).padStart(SEQ_DIGITS, '0')}${separator}${hash}\n`, 0, 'ascii')
  }
  const make = (head: Checkpoint, separator?: string): void => {
    write(head, separator)
    const file = open()
    ftruncateSync(file, LENGTH)
    fsyncSync(file)
    syncFolder(dirname(path))
  }
  return {
    said: lstatSync(path, { throwIfNoEntry: false }) ? readHandle(open) : 'missing',
    write: (head) => write(head),
    make: (head) => make(head),
    mark: (head) => make(head, '<'),
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
  const [, seq, separator, hash] = LINE.exec(text) ?? []
  if (seq === undefined || hash === undefined) return 'unreadable'
  return { seq: Number(seq), hash, wentBack: separator === '<' }
}
