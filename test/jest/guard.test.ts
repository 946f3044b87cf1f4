import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

const results = z.object({
  testResults: z.array(z.object({ name: z.string(), status: z.string(), message: z.string() })),
})
const folder = mkdtempSync(join(tmpdir(), 'newkey-guard-'))
const file = new Map<string, { readonly status: string; readonly left: string[]; readonly message: string }>()
let said = ''

/** Runs the cases in a Jest of their own: one process for all, in the order of their names. */
beforeAll(async () => {
  const output = join(folder, 'results.json')
  const config = await import(join(process.cwd(), 'jest.config.js'))
  const own = {
    ...z.looseObject({}).parse(config.default),
    rootDir: process.cwd(),
    globalSetup: undefined,
    testMatch: ['<rootDir>/test/jest/cases/*.case.ts'],
    testSequencer: '<rootDir>/test/jest/cases/in-order.js',
  }
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const jest = ['node_modules/jest/bin/jest.js', '--runInBand', '--json', `--outputFile=${output}`]
  said = await new Promise((resolve) => {
    const all = [...args, ...jest, '--config', JSON.stringify(own)]
    execFile(process.execPath, all, (_, __, stderr) => resolve(stderr))
  })
  for (const { name, status, message } of results.parse(JSON.parse(readFileSync(output, 'utf8')))
    .testResults) {
    const left = [...message.matchAll(/^ *- (.+)$/gm)].flatMap(([, what]) => what ?? [])
    file.set(basename(name, '.case.ts'), { status, left: [...new Set(left)], message })
  }
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('given a file that leaves something behind', () => {
  it.each([
    ['a-patch', ['a patch of node:http.request', 'a patch of node:sqlite.DatabaseSync.prototype.exec']],
    ['b-global', ['a patch of Date.now', 'a patch of globalThis.fetch']],
    ['c-skipped', ['a patch of node:net.Socket.prototype.connect', 'a patch of globalThis.fetch']],
    ['e-server', ['an open server']],
    ['f-timer', ['a timer']],
    ['g-process', ['a running process']],
  ])('when it is %s, then it fails, and says what', (name, what) => {
    const { status, left = [] } = file.get(name) ?? {}
    expect(status).toBe('failed')
    for (const one of what) expect(left.join('\n')).toContain(one)
  })

  it('when it couldn’t be read, then it says that and nothing else', () => {
    expect(file.get('d-unread')?.message).toContain('it can’t be read')
    expect(file.get('d-unread')?.left).toEqual([])
  })

  it('then the next file finds everything as it should be', () => {
    expect(file.get('i-neighbour')).toEqual({ status: 'passed', left: [], message: '' })
  })
})

describe('given a file whose server is closing, and whose request is over', () => {
  it('then it passes', () => {
    expect(file.get('h-late')).toEqual({ status: 'passed', left: [], message: '' })
  })
})

describe('given a run', () => {
  it('then its last line says what was skipped', () => {
    expect(said.trim().split('\n').at(-1)).toBe('Skipped: 1 test: 1 says no reason')
  })
})
