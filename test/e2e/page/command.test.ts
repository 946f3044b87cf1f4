import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'

/** Processes start here, half a second each, and longer where other tests run beside them (ms). */
const PATIENCE_MS = 30_000

const packageJson = z.looseObject({ scripts: z.record(z.string(), z.string()) })

describe('given npm run sandbox', () => {
  const running: ChildProcess[] = []
  // Whatever is still running is asked to stop, so that it ends its bot too.
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }, PATIENCE_MS)
  const folder = mkdtempSync(join(tmpdir(), 'newkey-page-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  /** What the sandbox has left there; npm keeps things of its own in it. */
  const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('newkey-'))

  /**
   * The project once more, as built: `npm run sandbox` would build it again, while others read what is built. What the
   * compiler makes is no matter of these tests, and it takes longer than all of them.
   */
  function copyProject(): string {
    const copy = join(folder, 'project')
    mkdirSync(copy)
    for (const name of ['dist', 'sandbox', 'src', 'manifest.yml'])
      cpSync(name, join(copy, name), { recursive: true })
    const { scripts, ...project } = packageJson.parse(JSON.parse(readFileSync('package.json', 'utf8')))
    const own = { ...project, scripts: { ...scripts, build: 'true' } }
    writeFileSync(join(copy, 'package.json'), JSON.stringify(own))
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
    return copy
  }

  async function start(
    port: number,
    [program, ...args]: readonly [string, ...string[]] = [process.execPath, 'sandbox/main.ts'],
    cwd = process.cwd(),
  ): Promise<{ child: ChildProcess; said: string; url: string }> {
    const child = spawn(program, [...args, '--port', String(port)], {
      cwd,
      stdio: 'pipe',
      env: { ...process.env, TMPDIR: folder },
    })
    running.push(child)
    let said = ''
    return new Promise((started, reject) => {
      child.once('exit', () => reject(new Error(said)))
      child.stdout.on('data', (chunk) => {
        said += chunk
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
        if (url && said.includes('Ctrl-C')) started({ child, said, url })
      })
    })
  }

  it.each(['SIGINT', 'SIGHUP'] as const)(
    'when it is stopped by %s, then it ends with 0, and leaves nothing behind',
    async (signal) => {
      const { child, url } = await start(0)
      expect((await fetch(url)).status).toBe(200)
      expect(left()).toHaveLength(1)
      child.kill(signal)
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      expect(left()).toEqual([])
    },
    30_000,
  )

  it(
    'when npm is told to stop, then what it runs stops too',
    async () => {
      const { child } = await start(0, ['npm', 'run', '--silent', 'sandbox', '--'], copyProject())
      child.kill('SIGTERM')
      // That is when everything that wrote to it has ended.
      await once(child, 'close')
      expect(left()).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'when its port is taken, then it says so and takes another',
    async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const address = taken.address()
      const port = typeof address === 'object' && address ? address.port : 0
      const { said, url } = await start(port)
      expect(said).toContain(`Port ${port} is taken`)
      expect((await fetch(url)).status).toBe(200)
      taken.close()
    },
    PATIENCE_MS,
  )
})
