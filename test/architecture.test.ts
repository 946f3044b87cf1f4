import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseSync } from '@swc/core'

/** Which folders (or files at the top) each may import: the direction in which everything runs. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['run.ts', 'preamble.ts'],
  'cli.ts': ['cli', 'preamble.ts'],
  'preamble.ts': ['node-version.ts', 'close-inspector.ts', 'errors.ts'],
  'node-version.ts': [],
  // Judges NODE_OPTIONS before anything else is loaded.
  'close-inspector.ts': ['surroundings.ts'],
  'group-handle.ts': [],
  cli: [
    'cli',
    'app.ts',
    'close-inspector.ts',
    'config.ts',
    'group-handle.ts',
    'settings.ts',
    'store',
    'keys',
    'audit',
    'errors.ts',
  ],
  'world.ts': ['keys'],
  'run.ts': ['app.ts', 'close-inspector.ts', 'config.ts', 'errors.ts', 'explain-handles.ts'],
  'explain-handles.ts': ['group-handle.ts', 'settings.ts', 'slack', 'keys'],
  'compose.ts': ['world.ts', 'config.ts', 'log.ts', 'slack', 'twilio', 'store', 'keys'],
  'app.ts': [
    'compose.ts',
    'world.ts',
    'config.ts',
    'log.ts',
    'slack',
    'twilio',
    'store',
    'ops',
    'keys',
    'audit',
    'errors.ts',
  ],
  'config.ts': [
    'settings.ts',
    'look-around.ts',
    'errors.ts',
    'log.ts',
    'secret.ts',
    'slack',
    'twilio',
    'keys',
  ],
  'look-around.ts': ['env-file.ts', 'settings.ts', 'surroundings.ts'],
  'env-file.ts': [],
  'surroundings.ts': ['settings.ts'],
  'settings.ts': ['secret.ts'],
  'log.ts': ['keys', 'audit', 'stdout.ts'],
  'stdout.ts': [],
  slack: ['slack', 'one-request.ts', 'keys', 'audit', 'errors.ts', 'secret.ts'],
  twilio: ['twilio', 'one-request.ts', 'keys', 'audit', 'errors.ts', 'secret.ts'],
  store: ['store', 'keys', 'audit', 'errors.ts'],
  ops: ['ops', 'keys', 'audit', 'errors.ts'],
  keys: ['keys', 'audit', 'errors.ts', 'secret.ts'],
  audit: ['audit', 'keys', 'errors.ts'],
  'one-request.ts': [],
  'errors.ts': [],
  'secret.ts': [],
}
/** Packages by who may use them; Node's own are free, but for the domain. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack'],
  kysely: ['store'],
  pino: ['log.ts', 'world.ts'],
  zod: ['slack', 'twilio', 'store'],
}
const NODE_IN_DOMAIN: Readonly<Record<string, string>> = { 'node:crypto': 'audit', 'node:util': 'secret.ts' }

const list = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
const part = (file: string): string => file.split('/')[0] ?? file

/** Where a file's imports lead: files of src by their path, packages by their name. */
function importsOf(root: string, file: string, types = true): string[] {
  const code = readFileSync(join(root, file), 'utf8')
  const { body } = parseSync(code, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2024' })
  const said = body.flatMap((item) =>
    (item.type === 'ImportDeclaration' && (types || !item.typeOnly)) ||
    item.type === 'ExportAllDeclaration' ||
    item.type === 'ExportNamedDeclaration'
      ? (item.source?.value ?? [])
      : [],
  )
  const dynamic = [...code.matchAll(/\bimport\('([^']+)'\)/g)].flatMap(([, name]) => name ?? [])
  return [...said, ...dynamic].map((name) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
  )
}

const files = list('src')

describe('given the folders of src', () => {
  it.each(files)('%s imports only what it may', (file) => {
    for (const name of importsOf('src', file)) {
      if (name.startsWith('node:')) {
        const domain = ['keys', 'audit', 'errors.ts', 'secret.ts'].includes(part(file))
        if (domain) expect([name, NODE_IN_DOMAIN[name]]).toEqual([name, part(file)])
      } else if (/\.ts$/.test(name)) expect(MAY[part(file)]).toContain(part(name))
      else
        expect(
          PACKAGES[
            name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/')
          ],
        ).toContain(part(file))
    }
  })

  it('then nothing imports in a circle', () => {
    const edges = new Map(
      files.map((file) => [file, importsOf('src', file).filter((name) => files.includes(name))]),
    )
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error([...path, file].join(' → '))
      if (done.has(file)) return
      for (const next of edges.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    expect(() => files.forEach((file) => void visit(file, []))).not.toThrow()
  })

  // close-inspector.ts reads Node's own NODE_OPTIONS alone, before anything can be imported.
  it('then only config.ts reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join('src', file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['close-inspector.ts', 'config.ts'])
  })

  it('then the secret is revealed only where it is sent', () => {
    const revealing = files.filter((file) => readFileSync(join('src', file), 'utf8').includes('.reveal()'))
    expect(revealing).toEqual([
      'slack/blocks/secret-message.ts',
      'slack/client.ts',
      'slack/delivery.ts',
      'slack/response-url.ts',
      'slack/signature.ts',
      'slack/socket.ts',
      'twilio/http.ts',
    ])
  })

  it.each([
    ...files.map((file) => join('src', file)),
    ...list('sandbox').map((file) => join('sandbox', file)),
  ])('%s has at most 200 lines, a telling name and no default export', (file) => {
    const code = readFileSync(file, 'utf8')
    expect(code.split('\n').length).toBeLessThanOrEqual(202)
    expect(file).toMatch(/^[a-z0-9/-]+\.tsx?$/)
    expect(file).not.toMatch(/util|helper|common|misc|manager|service|types\.ts/)
    expect(code).not.toContain('export default')
  })

  it('then only one file imports nock, which patches Node’s own modules at once', () => {
    // The cases show what becomes of a file that does.
    const tests = list('test')
      .filter((file) => !file.startsWith('jest/cases/'))
      .map((file) => ['test', file] as const)
    const others = ['src', 'sandbox', 'torture'].flatMap((root) =>
      list(root).map((file) => [root, file] as const),
    )
    const importers = [...tests, ...others].filter(([root, file]) => importsOf(root, file).includes('nock'))
    expect(importers).toEqual([['test', 'wire/net.ts']])
  })

  it('then the sandbox imports nothing from src', () => {
    for (const file of list('sandbox'))
      for (const name of importsOf('sandbox', file)) expect(name).not.toContain('src')
  })

  it('then the fakes know nothing of the page, and the page reaches them through its server alone', () => {
    for (const fake of ['sandbox/slack', 'sandbox/twilio'])
      for (const file of list(fake))
        for (const name of importsOf(fake, file)) expect(name).not.toMatch(/page|web|world/)
    for (const file of list('sandbox/web'))
      for (const name of importsOf('sandbox/web', file, false))
        expect(name).toMatch(/^(preact|preact\/hooks|(?!\.\.).*\.tsx?)$/)
  })
})
