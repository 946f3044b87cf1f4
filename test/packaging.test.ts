import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))
const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))

describe('given what is installed to run newkey', () => {
  it('then it is the four packages and what they stand on, and nothing of the sandbox', () => {
    expect(Object.keys(dependencies)).toEqual(['@slack/bolt', 'kysely', 'pino', 'zod'])
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
