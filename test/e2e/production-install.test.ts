import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { PROGRAM, startBot } from '../../sandbox/bot.ts'
import { openProcessStage } from './bot-process.ts'

/** The command that the README gives for production. */
const COMMAND = ['ci', '--omit=dev', '--ignore-scripts']
const locked = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
})

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'newkey-production-'))
  for (const file of ['package.json', 'package-lock.json']) cpSync(file, join(folder, file))
  cpSync(dirname(PROGRAM), join(folder, 'dist'), { recursive: true })
  // What the npm that runs the tests says of itself isn't meant for this one; a registry or proxy that is set is.
  const own = /^npm_(config_local_prefix|package_|lifecycle_|command|execpath)|^INIT_CWD$/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
  const npm = spawn('npm', COMMAND, { cwd: folder, env: { ...env, npm_config_prefer_offline: 'true' } })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const code = await new Promise((resolve) => npm.once('close', resolve))
  if (code !== 0) throw new Error(`npm ${COMMAND.join(' ')} ended with ${code}:\n${output}`)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('given what npm installs for production', () => {
  it('then the README says so', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(`npm ${COMMAND.join(' ')}`)
  })

  it('then it is what the lockfile says, without a Node, a development dependency or an install script', () => {
    const read = (path: string): z.infer<typeof locked>['packages'] =>
      locked.parse(JSON.parse(readFileSync(path, 'utf8'))).packages
    const installed = read(join(folder, 'node_modules', '.package-lock.json'))
    const wanted = Object.entries(read('package-lock.json')).filter(([path]) => path !== '')
    const byPath = new Map(wanted)
    for (const [path, { integrity, hasInstallScript }] of Object.entries(installed)) {
      expect([path, integrity]).toEqual([path, byPath.get(path)?.integrity])
      expect([path, hasInstallScript]).toEqual([path, undefined])
    }
    const production = wanted.filter(([, { dev }]) => !dev).map(([path]) => path)
    expect(Object.keys(installed).filter((path) => !production.includes(path))).toEqual([])
    for (const path of ['node', '.bin/node', 'jest', 'typescript', 'preact'])
      expect([path, existsSync(join(folder, 'node_modules', path))]).toEqual([path, false])
  })

  it('when it is started without settings, then it says which are missing', () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/main.js'], {
      cwd: folder,
      env: {},
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('- SLACK_BOT_TOKEN is missing')
  })

  it('when it is started with them, then it is ready', async () => {
    const stage = await openProcessStage()
    try {
      const bot = await startBot(stage.env, stage.folder, { file: join(folder, 'dist', 'main.js') })
      expect(await bot.stop()).toBe(0)
      expect(bot.lines.join('\n')).toContain('newkey is ready')
    } finally {
      await stage.stop()
    }
  })
})
