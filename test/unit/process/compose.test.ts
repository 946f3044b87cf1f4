import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
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
const runtime: Runtime = { ...realRuntime(), logTo: { write: (line: string) => void lines.push(line) } }

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
const composed = (more?: Readonly<Record<string, string>>): Composed => compose(config(more), runtime)

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  lines.length = 0
})

describe('given the settings', () => {
  it.each([
    ['composed', () => compose(config(), runtime)],
    ['made an app of', () => createApp(config(), runtime)],
    ['made an app of, for Socket Mode', () => createApp(config({ SLACK_APP_TOKEN: 'xapp-1' }), runtime)],
  ])('when they are %s, then nothing is opened, asked or logged', (_, make) => {
    rmSync(folder, { recursive: true, force: true })
    const before = process.getActiveResourcesInfo()
    make()
    expect(process.getActiveResourcesInfo()).toEqual(before)
    expect(existsSync(folder)).toBe(false)
    expect(lines).toEqual([])
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
