import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import type { Config } from '../../../src/config/config.ts'
import { readConfig } from '../../../src/config/read-config.ts'
import { reconcileAlone } from '../../../src/process/alone.ts'
import { createApp } from '../../../src/process/app.ts'
import { type Composed, compose, servicesOn } from '../../../src/process/compose.ts'
import { type Runtime, realRuntime } from '../../../src/process/runtime.ts'
import { openDatabase } from '../../../src/store/sqlite/open.ts'

const folder = mkdtempSync(join(tmpdir(), 'newkey-compose-'))
const file = join(folder, 'newkey.db')
const lines: string[] = []
const runtime = realRuntime({ write: (line) => void lines.push(line) })
const touched: string[] = []
/** Notes that it was touched. */
const touch = (what: string) => (): never => {
  touched.push(what)
  throw new Error(`${what} was touched`)
}
/** A runtime in which nothing may be used yet. */
const untouched: Runtime = {
  now: touch('now'),
  steady: touch('steady'),
  monotonic: touch('monotonic'),
  pause: touch('pause'),
  newId: touch('newId'),
  logTo: { write: touch('logTo') },
}

function config(more: Readonly<Record<string, string>> = {}): Config {
  const read = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-compose',
    SLACK_SIGNING_SECRET: 'compose-signing',
    TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'compose-auth-token',
    APPROVED_USER_GROUPS: 'S0PLATFORM',
    DATABASE_URL: `file:${file}`,
    ...more,
  })
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
  return read.config
}
/** The files, pipes and sockets that this process has open, where the system lists them (Linux: proc_pid_fd(5)). */
const openFiles = (): number | undefined =>
  existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : undefined
const composed = (more?: Readonly<Record<string, string>>): Composed => compose(config(more), runtime)

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  lines.length = 0
  touched.length = 0
  jest.restoreAllMocks()
})

describe('given the settings', () => {
  it.each([
    ['composed', () => compose(config(), untouched)],
    ['composed with an audit channel', () => compose(config({ AUDIT_CHANNEL: 'C0AUDIT' }), untouched)],
    ['made an app of', () => createApp(config(), untouched)],
    ['made an app of, for Socket Mode', () => createApp(config({ SLACK_APP_TOKEN: 'xapp-1' }), untouched)],
  ])('when they are %s, then nothing is opened, asked, logged or listened to', (_, make) => {
    rmSync(folder, { recursive: true, force: true })
    const listenTo = ['on', 'once', 'addListener', 'prependListener'] as const
    const listeners = listenTo.map((name) => jest.spyOn(process, name))
    const streams = (['stdout', 'stderr', 'stdin'] as const).map((name) => jest.spyOn(process, name, 'get'))
    const before = { resources: process.getActiveResourcesInfo(), files: openFiles() }
    make()
    expect({ resources: process.getActiveResourcesInfo(), files: openFiles() }).toEqual(before)
    for (const spied of [...listeners, ...streams]) expect(spied).not.toHaveBeenCalled()
    expect(existsSync(folder)).toBe(false)
    expect(touched).toEqual([])
  })

  it('when a database is open, then its services work without a lock, a server or jobs', async () => {
    const db = await openDatabase(file, composed().logs.log)
    const services = servicesOn(composed({ HOLD_REVOCATIONS: '1', MAX_LIVE_KEYS_PER_PERSON: '3' }), db)
    expect((await services.store.audit.head()).seq).toBe(0)
    expect(services.policy.limits).toEqual({ issuesPerHour: 5, liveKeys: 3 })
    expect([services.policy.holdRevocations, services.policy.isStopping()]).toEqual([true, false])
    await db.destroy()
  })

  it('when one pass is made alone, then the database is closed and let go of', async () => {
    await reconcileAlone(composed())
    await reconcileAlone(composed())
    expect(lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([])
  })
})
