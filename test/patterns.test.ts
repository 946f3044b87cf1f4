import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseSync } from '@swc/core'
import type { Diagnostics, Parameters } from 'recheck'
import { WRITINGS } from '../src/domain/scripts.ts'

/** What a file makes patterns of. */
interface Patterns {
  readonly literals: readonly (readonly [source: string, flags: string])[]
  /** How often it calls RegExp itself. */
  readonly built: number
}

/** Patterns that aren't literals: by file how many, and why no checker needs to read them. */
const BUILT: ReadonlyMap<string, readonly [count: number, cause: string]> = new Map([
  ['src/domain/scripts.ts', [1, 'one class of characters, from a list of our own; checked below']],
  ['src/config/value.ts', [2, 'two classes of characters, from a list of our own']],
  ['sandbox/pictures/hands.ts', [3, 'names of buttons, from the scenes of the pictures; run by hand']],
])

/** The checker's build in pure JavaScript: needs neither Java nor a binary for this machine, and starts no process. */
const checker: {
  checkSync(source: string, flags: string, parameters: Parameters): Diagnostics
} = createRequire(import.meta.url)('recheck/lib/browser.js')

/** What stands for itself: escapes, and classes whole. */
const STANDS_FOR_ITSELF = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g

/** Whether each quantifier has an end, so that the work at each place of the text has one too, and not a large one. */
function isCounted(source: string): boolean {
  const bare = source.replace(STANDS_FOR_ITSELF, 'x')
  if (/[*+]|\{\d+,\}/.test(bare)) return false
  const counts = [...bare.matchAll(/\{(?:\d+,)?(\d+)\}/g)].map(([, most]) => Number(most))
  return counts.reduce((product, most) => product * most, 1) <= 5_000
}

/**
 * How the work of a pattern grows with its text, by a proof over its automaton: no limit of time, and every run is the
 * same. Counts such as {2,50} make large automata; a pattern that has nothing but counts needs none.
 */
function growth(source: string, flags: string): string {
  if (isCounted(source)) return 'linear'
  const found = checker.checkSync(source, flags, { checker: 'automaton', timeout: null })
  return found.status === 'unknown' ? 'unknown' : found.complexity.type
}
const BOUNDED = ['safe', 'linear']

/** Patterns that no automaton can have, since they look around, and why each is linear. */
const LOOKS_AROUND: ReadonlyMap<string, string> = new Map([
  ['sandbox/web/mrkdwn.ts', 'each part between marks excludes its own mark, so a try ends at the next one'],
  ['sandbox/pictures/main.ts', 'a fixed word is looked for behind each run'],
])
const looksAround = (source: string): boolean => /\(\?<?[=!]/.test(source)

function patternsOf(file: string): Patterns {
  const code = readFileSync(file, 'utf8')
  const literals: [string, string][] = []
  let built = 0
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node)
      literals.push([String(node.pattern), String(node.flags)])
    if (isNamed(node, 'callee', 'RegExp')) built += 1
    for (const part of Object.values(node)) visit(part)
  }
  visit(parseSync(code, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2024' }))
  return { literals, built }
}

function isNamed(node: object, field: string, name: string): boolean {
  const part: unknown = Object.entries(node).find(([key]) => key === field)?.[1]
  return typeof part === 'object' && part !== null && 'value' in part && part.value === name
}

const files = ['src', 'sandbox'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
)
const all = files.map((file) => ({ file, ...patternsOf(file) }))
const literals = new Set(
  all.flatMap(({ file, literals }) => literals.map((one) => [file, ...one].join('\n'))),
)

describe('given the check of patterns', () => {
  it.each([
    { source: ' +$', flags: '', says: 'polynomial' },
    { source: String.raw`\/(Keys.*)$`, flags: '', says: 'polynomial' },
    { source: '^(a+)+$', flags: '', says: 'exponential' },
    { source: '(a|a)*b', flags: 'u', says: 'exponential' },
    { source: '^a+$', flags: '', says: 'linear' },
    { source: '^[a+]{2,50}$', flags: '', says: 'linear' },
  ])('when a pattern is /$source/, then it says $says', ({ source, flags, says }) => {
    expect(growth(source, flags)).toBe(says)
  })

  it('when it can’t read a pattern, then it says so', () => {
    expect(growth('[a--b]*c', 'v')).toBe('unknown')
  })
})

describe('given a pattern of src or sandbox', () => {
  it.each([...literals].map((one) => one.split('\n')))(
    'when it is in %s, and is /%s/%s, then its work grows no faster than its text',
    (file, source = '', flags = '') => {
      if (looksAround(source)) expect([...LOOKS_AROUND.keys()]).toContain(file)
      else expect(BOUNDED).toContain(growth(source, flags))
    },
  )

  it('when it isn’t a literal, then it is known, and why it needs no check', () => {
    const built = all.flatMap(({ file, built }) => (built > 0 ? [[file, built]] : []))
    expect(Object.fromEntries(built)).toEqual(
      Object.fromEntries([...BUILT].map(([file, [count]]) => [file, count])),
    )
  })

  it('when it is one of those for scripts, then its work grows no faster than its text', () => {
    const longest = WRITINGS.map(({ whole }) => whole.source).reduce((a, b) => (b.length > a.length ? b : a))
    expect(BOUNDED).toContain(growth(longest, 'u'))
  })
})
