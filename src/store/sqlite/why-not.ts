import { z } from 'zod'
import { NewkeyError } from '../../errors.ts'

const system = z.object({ code: z.string(), path: z.string().optional() })
const coded = z.object({ errcode: z.number() })

/** What is wrong with a file or its folder and what to do, by the system's code (Node docs: "Common system errors"). */
const BY_SYSTEM: Readonly<Record<string, (path: string) => string>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: (path) => `newkey can't use ${path}: part of that path isn't a folder; check DATABASE_URL`,
  ENAMETOOLONG: (path) => `the path ${path} is too long; check DATABASE_URL`,
  EIO: damaged,
}
/** The same by SQLite's primary code (SQLite docs: "Result and Error Codes"). */
const BY_SQLITE: Readonly<Record<number, (path: string) => string>> = {
  3: notAllowed,
  8: readOnly,
  10: damaged,
  11: corrupt,
  13: full,
  14: notAllowed,
  26: corrupt,
}

/** What is wrong with a database's file, and what to do. @returns undefined for an error that says nothing of it */
export function whyNot(cause: unknown, path: string): string | undefined {
  const errcode = coded.safeParse(cause).data?.errcode
  if (errcode !== undefined) return BY_SQLITE[errcode & 0xff]?.(path)
  const known = system.safeParse(cause).data
  return known && BY_SYSTEM[known.code]?.(known.path ?? path)
}

/** A fault with a database's file as newkey tells it. @param otherwise what to say of an error that says nothing of the file */
export function fileFault(cause: unknown, path: string, otherwise: string): NewkeyError {
  if (cause instanceof NewkeyError) return cause
  const why = whyNot(cause, path)
  return new NewkeyError('store_failed', why ?? otherwise, {
    cause,
    ...(why !== undefined && { detail: why }),
    isLasting: why !== undefined,
  })
}

function notAllowed(path: string): string {
  return `newkey's user can't read or write ${path}. Give that user the file and its folder (chown), or set another DATABASE_URL`
}

function readOnly(path: string): string {
  return `${path} or its folder is read-only. Make both writable for newkey's user, or set another DATABASE_URL`
}

function full(path: string): string {
  return `the disk of ${path} is full. Make room on it`
}

function damaged(path: string): string {
  return `the disk of ${path} failed to read or to write. Check the disk and the system's log`
}

function corrupt(path: string): string {
  return `${path} is damaged, or isn't a database. Restore a backup; the runbook says how`
}
