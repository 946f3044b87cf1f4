import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PROGRAM } from '../../sandbox/bot.ts'
import { openProcessStage, type ProcessStage } from './bot-process.ts'
import { withoutRights } from './without-rights.ts'

let stage: ProcessStage
beforeEach(async () => {
  stage = await openProcessStage()
})
afterEach(() => stage.stop())

describe('given an app that is installed for a whole organization', () => {
  it.each([
    ['says so', { team_id: 'T0ACME000', is_enterprise_install: true }],
    ['names no workspace', { enterprise_id: 'E0ORG0000' }],
    ['names an empty workspace', { team_id: '', enterprise_id: 'E0ORG0000' }],
    ['names the organization in its place', { team_id: 'E0ORG0000', enterprise_id: 'E0ORG0000' }],
  ])('when Slack %s, then newkey ends with 1, and says what to do in one sentence', async (_, answer) => {
    stage.slack.trouble.set('auth.test', { kind: 'says', answer: { ok: true, ...answer } })
    const bot = spawn(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env: { ...stage.env, HOST: '127.0.0.1', PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const ended = once(bot, 'exit')
    let errors = ''
    for await (const text of bot.stderr.setEncoding('utf8')) errors += text
    expect((await ended)[0]).toBe(1)
    expect(errors).toMatch(/^newkey can't run: The Slack app is installed for a whole organization.*\.\n$/)
    expect(errors).toContain('install the app in that workspace')
  })
})

describe('given a database that newkey may not use', () => {
  /** What a start says on this file, as a user without rights of its own. */
  function start(file: string): { readonly status: number | null; readonly stderr: string } {
    const { status, stderr } = spawnSync(...withoutRights(process.execPath, [PROGRAM]), {
      cwd: stage.folder,
      env: { ...stage.env, HOST: '127.0.0.1', PORT: '0', DATABASE_URL: `file:${file}` },
      encoding: 'utf8',
    })
    return { status, stderr }
  }
  const folder = (mode: number): string => {
    const path = join(stage.folder, 'kept')
    mkdirSync(path)
    chmodSync(path, mode)
    return path
  }

  it.each([
    ['its folder takes no files', 0o555, 'newkey.db', 'newkey.db.lock'],
    ['its folder can’t be made', 0o555, 'data/newkey.db', 'data'],
    ['its folder can’t be looked into', 0o000, 'newkey.db', 'newkey.db'],
  ])('when %s, then the start names the path and the fix', (_, mode, file, named) => {
    const kept = folder(mode)
    const { status, stderr } = start(join(kept, file))
    expect([status, stderr]).toEqual([
      1,
      `newkey can't start: newkey's user can't read or write ${join(kept, named)}. Give that user the file and its folder (chown), or set another DATABASE_URL (EACCES).\n`,
    ])
    chmodSync(kept, 0o755)
  })

  it('when part of its path is a file, then the start says so', () => {
    const file = join(stage.folder, 'file')
    writeFileSync(file, '')
    expect(start(join(file, 'newkey.db')).stderr).toContain(`isn't a folder; check DATABASE_URL`)
  })

  it('when its file can’t be read, then the start names it and the fix', () => {
    const file = join(folder(0o777), 'newkey.db')
    writeFileSync(file, 'x')
    chmodSync(file, 0o000)
    expect(start(file).stderr).toContain(`newkey's user can't read or write ${file}. Give that user`)
  })
})
