import { closeSync, fsyncSync, ftruncateSync, lstatSync, readFileSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Checkpoint } from '../../audit/verify.ts'
import { NewkeyError } from '../../errors.ts'
import { openOwn, syncFolder } from './own-file.ts'

/**
 * What the head file next to the database contains: where the chain ended, and whether a later start found that the
 * database had gone back and lacked that record.
 */
export type HeadRead = (Checkpoint & { readonly wentBack: boolean }) | 'missing' | 'unreadable'

/** The head file, which stands next to the database and records where the audit log ends. */
export interface HeadFile {
  /** What it contained when it was opened. */
  readonly recorded: HeadRead
  /** Records where the chain ends, without a sync. @throws the system's error */
  write(head: Checkpoint): void
  /** Replaces the contents of the file, or creates it, and makes it durable. @throws the system's error */
  make(head: Checkpoint): void
  /**
   * Records durably that the database lacks the record that the file names. A later record with that number and another
   * hash is then no sign of a rewritten log.
   * @throws the system's error
   */
  mark(head: Checkpoint): void
  close(): void
}

/** The path of a database's head file. `newkey audit backup` doesn't copy it, so that newkey recognises a restored copy. */
export const headPath = (database: string): string => `${database}.head`

const SEQ_DIGITS = 15
/**
 * 15 digits, a colon (`<` once the database went back), 64 hexadecimal digits and a line break. The length never changes,
 * and one write replaces the whole line.
 */
const LINE = /^(\d{15})([:<])([0-9a-f]{64})\n$/
const LENGTH = SEQ_DIGITS + 1 + 64 + 1

/**
 * Opens the head file of a database. A missing file is created by the first write.
 * @throws NewkeyError `store_failed` when something else stands at its path
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
    recorded: lstatSync(path, { throwIfNoEntry: false }) ? readHandle(open) : 'missing',
    write: (head) => write(head),
    make: (head) => make(head),
    mark: (head) => make(head, '<'),
    close: () => {
      if (handle !== undefined) closeSync(handle)
      handle = undefined
    },
  }
}

/** Reads the head file of a database, and changes nothing. It doesn't throw. */
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
