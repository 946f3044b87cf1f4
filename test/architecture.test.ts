import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseSync } from '@swc/core'

/** Which folders (or files at the top) each may import: the direction in which everything runs. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['process'],
  'cli.ts': ['cli', 'process'],
  cli: ['process', 'config', 'store', 'keys', 'domain', 'audit', 'ids.ts', 'errors.ts', 'log.ts'],
  process: [
    'config',
    'slack',
    'twilio',
    'store',
    'keys',
    'domain',
    'audit',
    'ids.ts',
    'errors.ts',
    'log.ts',
    'log-fault.ts',
    'secret.ts',
  ],
  config: ['slack', 'twilio', 'store', 'domain', 'ids.ts', 'errors.ts', 'log.ts', 'secret.ts', 'proxies.ts'],
  slack: [
    'keys',
    'domain',
    'audit',
    'ids.ts',
    'errors.ts',
    'log.ts',
    'log-fault.ts',
    'secret.ts',
    'one-request.ts',
    'proxies.ts',
    'tunnel.ts',
  ],
  twilio: ['domain', 'ids.ts', 'errors.ts', 'log.ts', 'secret.ts', 'one-request.ts', 'proxies.ts'],
  store: ['keys', 'domain', 'audit', 'ids.ts', 'errors.ts', 'log.ts'],
  keys: ['domain', 'audit', 'ids.ts', 'errors.ts', 'log.ts', 'secret.ts'],
  domain: ['audit', 'ids.ts', 'errors.ts', 'log.ts', 'secret.ts'],
  audit: ['ids.ts', 'errors.ts'],
  'log-fault.ts': ['errors.ts', 'log.ts'],
  'log.ts': ['ids.ts'],
  'one-request.ts': ['proxies.ts', 'tunnel.ts'],
  'tunnel.ts': ['proxies.ts'],
  'proxies.ts': ['secret.ts'],
  'errors.ts': [],
  'secret.ts': [],
  'ids.ts': [],
}
/** Which of them each layer of slack/ may import, and which of its other layers. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'slack/receive': [],
  'slack/messages': ['domain'],
  'slack/api': ['slack/messages', 'domain', 'audit'],
  'slack/interactions': ['slack/api', 'slack/messages', 'slack/receive', 'keys', 'domain'],
}
/** Packages by who may use them; Node's own are free, but for the domain. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack'],
  kysely: ['store'],
  pino: ['process'],
  ws: ['slack'],
  zod: ['slack', 'twilio', 'store'],
}
const RULES = ['keys', 'domain', 'audit', 'errors.ts', 'secret.ts', 'ids.ts']
const NODE_IN_RULES: Readonly<Record<string, string>> = { 'node:crypto': 'audit', 'node:util': 'secret.ts' }

const list = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
const part = (file: string): string => file.split('/')[0] ?? file

function read(path: string) {
  const code = readFileSync(path, 'utf8')
  return { code, tree: parseSync(code, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2024' }) }
}

/** Where a file's imports lead: files of src by their path, packages by their name. */
function importsOf(root: string, file: string, types = true): string[] {
  const { code, tree } = read(join(root, file))
  const { body } = tree
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

/** How often a literal is spread into another in a syntax tree: `...{ a, b }`, also in parentheses. */
function spreadLiterals(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0
  const inside = Object.values(node).reduce((sum: number, part) => sum + spreadLiterals(part), 0)
  const spread = 'type' in node && node.type === 'SpreadElement' && 'arguments' in node
  return inside + (spread && isLiteral(node.arguments) ? 1 : 0)
}

function isLiteral(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || !('type' in node)) return false
  return node.type === 'ParenthesisExpression'
    ? 'expression' in node && isLiteral(node.expression)
    : node.type === 'ObjectExpression'
}

const files = list('src')

describe('given the folders of src', () => {
  it.each(files)('%s imports only what it may', (file) => {
    for (const name of importsOf('src', file)) {
      if (name.startsWith('node:')) {
        if (RULES.includes(part(file))) expect([name, NODE_IN_RULES[name]]).toEqual([name, part(file)])
      } else if (/\.ts$/.test(name)) expect([part(file), ...(MAY[part(file)] ?? [])]).toContain(part(name))
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

  it.each(files.filter((file) => file.startsWith('slack/')))('%s imports only what its layer may', (file) => {
    const layerOf = (path: string): string => path.split('/').slice(0, 2).join('/')
    for (const name of importsOf('src', file).filter((one) => one.endsWith('.ts'))) {
      const named = ['slack', 'keys', 'domain', 'audit'].includes(part(name))
      if (named && layerOf(name) !== layerOf(file))
        expect(LAYERS[layerOf(file)]).toContain(part(name) === 'slack' ? layerOf(name) : part(name))
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
  it('then only read-environment.ts reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join('src', file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['config/read-environment.ts', 'process/close-inspector.ts'])
  })

  it('then only store/open.ts knows which database engines there are', () => {
    const engines = /^store\/(sqlite|postgres)\//
    const knowing = files.filter(
      (file) => !engines.test(file) && importsOf('src', file).some((name) => engines.test(name)),
    )
    expect(knowing).toEqual(['store/open.ts'])
  })

  it('then the secret is revealed only where it is sent', () => {
    const revealing = files.filter((file) => readFileSync(join('src', file), 'utf8').includes('.reveal()'))
    expect(revealing).toEqual([
      'slack/api/client.ts',
      'slack/api/delivery.ts',
      'slack/api/response-url.ts',
      'slack/messages/secret-message.ts',
      'slack/receive/open-address.ts',
      'slack/receive/signature.ts',
      'tunnel.ts',
      'twilio/http.ts',
    ])
  })

  it.each([
    ...files.map((file) => join('src', file)),
    ...list('sandbox').map((file) => join('sandbox', file)),
  ])('%s has at most 300 lines, a telling name and no default export', (file) => {
    const code = readFileSync(file, 'utf8')
    expect(code.split('\n').length).toBeLessThanOrEqual(300)
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

  it('then the sandbox imports nothing from src, but for the page, which imports types alone', () => {
    const fromSrc = list('sandbox').filter((file) =>
      importsOf('sandbox', file, !file.startsWith('page/')).some((name) => name.startsWith('../src/')),
    )
    expect(fromSrc).toEqual([])
  })

  it.each(
    ['src', 'sandbox', 'test', 'torture'].flatMap((root) => list(root).map((file) => join(root, file))),
  )('%s spreads no literal into an object, so that each property has a line of its own', (path) => {
    expect(spreadLiterals(read(path).tree)).toBe(0)
  })

  it('then the fakes know nothing of the page, and the page reaches them through its server alone', () => {
    for (const fake of ['sandbox/slack', 'sandbox/twilio'])
      for (const file of list(fake))
        for (const name of importsOf(fake, file)) expect(name).not.toMatch(/page|web|sandbox\.ts/)
    for (const file of list('sandbox/web'))
      for (const name of importsOf('sandbox/web', file, false))
        expect(name).toMatch(/^(preact|preact\/hooks|(?!\.\.).*\.tsx?)$/)
  })
})
