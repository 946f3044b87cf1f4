import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { GENESIS, hashOf } from '../../src/audit/chain.ts'
import { bytesOf } from '../../src/audit/stored-record.ts'
import { openAuditReader } from '../../src/store/sqlite/audit-reader.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const ready = async (): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${wire.url}/readyz`)
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}
const checkpoints = (from = 0): number =>
  wire.log.slice(from).filter((line) => line.includes('"checkpoint":true')).length
const commands = (from = 0): string[] =>
  wire.log.slice(from).flatMap((line) => /newkey audit adopt [^ ]+/.exec(line)?.[0] ?? [])

/** Forges the last record, so that the log agrees with itself as far as a glance goes. */
function forge(): void {
  const db = new DatabaseSync(wire.file)
  db.exec(`drop trigger audit_keeps_bytes; update audit set hash = '${'f'.repeat(64)}' where seq = 5;
    update audit_head set hash = '${'f'.repeat(64)}'`)
  db.close()
}

/** Copies the database, and the file beside it, when the delivery leaves: at once, before anything is recorded of it. */
function copyBeforeDelivery(): void {
  const { handle } = wire.slack
  wire.slack.handle = (request) => {
    if (request.path.includes('chat.postEphemeral') && !existsSync(`${wire.file}.copy`)) {
      const db = new DatabaseSync(wire.file)
      db.prepare('vacuum into ?').run(`${wire.file}.copy`)
      db.close()
      copyFileSync(`${wire.file}.head`, `${wire.file}.copy.head`)
    }
    return handle(request)
  }
}

describe('given a backup from the moment before a delivery was recorded', () => {
  /** Ada's key was delivered; then the backup is put back, minutes later. @param head whether the file beside it stays */
  async function restore(head: boolean): Promise<void> {
    wire = await startWiredApp()
    copyBeforeDelivery()
    await wire.type('payments-svc')
    await wire.restart(() => {
      for (const beside of ['-wal', '-shm']) rmSync(wire.file + beside, { force: true })
      copyFileSync(`${wire.file}.copy`, wire.file)
      if (!head) rmSync(`${wire.file}.head`)
      wire.pass(4 * 60_000)
    })
  }

  it.each([
    ['with the file beside it', true, /^newkey audit adopt 5:[0-9a-f]{64}$/],
    ['without the file beside it', false, /^newkey audit adopt unknown$/],
  ])(
    'when it is started %s, then the key stays, Bob is asked, and the log says what to do',
    async (_, head, command) => {
      await restore(head)
      expect(wire.twilio.keys.size).toBe(1)
      expect(wire.audit().at(-1)).toBe('held restored')
      expect(textOf(lastInDm(wire, BOB))).toContain('database is older than it was before')
      expect(commands()[0]).toMatch(command)
      expect(await ready()).toMatchObject({ status: 200, body: { status: 'ready', database: 'restored' } })
    },
  )

  it('when it is started again before that is declared, then it still knows, and no checkpoint leaves', async () => {
    await restore(true)
    const from = wire.log.length
    await wire.type('another-svc')
    await wire.restart()
    expect(wire.twilio.keys.size).toBe(2)
    expect(commands(from)).toHaveLength(1)
    expect(checkpoints(from)).toBe(0)
    expect(await ready()).toMatchObject({ body: { database: 'restored' } })
  })
})

describe('given a log that is changed while newkey runs', () => {
  it('when somebody asks for a key, then the ack says that newkey has stopped and whom to tell, and nothing leaves', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    forge()
    const [sent, said] = [wire.transcript().length, checkpoints()]
    const { body } = await wire.type('another-svc')
    expect(body).toContain('newkey has stopped creating keys')
    expect(body).toContain('your newkey admin')
    expect(wire.transcript()).toHaveLength(sent)
    expect(wire.log.join('\n')).toContain('The audit log is not as newkey wrote it')
    expect(await ready()).toMatchObject({
      status: 503,
      body: { status: 'not ready', database: 'rewritten', record: 5, cause: 'rewritten' },
    })
    expect((await fetch(`${wire.url}/healthz`)).status).toBe(200)
    expect(checkpoints()).toBe(said)
  })

  it('when somebody presses a button, then the key stays, and the answer says so', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const card = lastInDm(wire, ADA)
    forge()
    await wire.press(ADA, card, 'not_received')
    expect(wire.twilio.keys.size).toBe(1)
    expect(JSON.stringify(wire.slack.screen(ADA))).toContain('newkey has stopped creating keys')
  })

  it('when it is changed between the ack and the key, then no key is made, and the reply says so', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const { handle } = wire.slack
    wire.slack.handle = (request) => {
      if (request.path.includes('conversations.open')) forge()
      return handle(request)
    }
    await wire.type('another-svc')
    expect(wire.twilio.keys.size).toBe(1)
    expect(lastReply(wire, ADA)).toContain('newkey has stopped creating keys')
  })
})

describe('given a log that was changed before the start', () => {
  it('when it is walked, then no checkpoint leaves, no key is made, and /readyz names the first record', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const before = checkpoints()
    await wire.restart(() => {
      const db = new DatabaseSync(wire.file)
      db.exec(`drop trigger audit_keeps_bytes; update audit set name = 'other' where seq = 2`)
      db.close()
    })
    // The stop before said how far the log had come, and nobody has since.
    expect(checkpoints() - before).toBe(1)
    expect(await ready()).toMatchObject({
      status: 503,
      body: { database: 'rewritten', record: 2, cause: 'columns' },
    })
    expect((await wire.type('another-svc')).body).toContain('newkey has stopped creating keys')
    expect(wire.twilio.keys.size).toBe(1)
  })
})

describe('given a log that was written anew as a whole while newkey was down', () => {
  /** Gives the key another name in every record, with hashes that fit. */
  async function rewrite(): Promise<void> {
    const reader = await openAuditReader(wire.file)
    const records = await Array.fromAsync(reader.records())
    await reader.close()
    const db = new DatabaseSync(wire.file)
    db.exec('drop trigger audit_keeps_bytes')
    const update = db.prepare(
      'update audit set name = ?, bytes = ?, hash = ?, previous_hash = ? where seq = ?',
    )
    let previous = GENESIS
    for (const record of records) {
      const bytes = bytesOf({ ...record, name: 'forged' }) ?? ''
      const hash = hashOf(previous, bytes)
      update.run('forged', bytes, hash, previous, record.seq)
      previous = hash
    }
    db.prepare('update audit_head set hash = ?').run(previous)
    db.close()
  }

  it('when it is started, and started again, then it makes no key, says so, and /readyz is 503', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    await wire.restart(rewrite)
    for (const again of [false, true]) {
      if (again) await wire.restart()
      expect(await ready()).toMatchObject({
        status: 503,
        body: { database: 'rewritten', record: 5, cause: 'rewritten' },
      })
      expect((await wire.type('another-svc')).body).toContain('newkey has stopped creating keys')
      expect(wire.twilio.keys.size).toBe(1)
    }
    expect(wire.log.filter((line) => line.includes('The audit log is not as newkey wrote it'))).toHaveLength(
      2,
    )
    expect(commands()).toEqual([])
  })
})

describe('given a key that a kill left undelivered', () => {
  /** The database as it was before the delivery, with the file beside it of the same moment. */
  async function kill(change: string): Promise<void> {
    wire = await startWiredApp()
    copyBeforeDelivery()
    await wire.type('payments-svc')
    await wire.restart(() => {
      for (const beside of ['-wal', '-shm']) rmSync(wire.file + beside, { force: true })
      copyFileSync(`${wire.file}.copy`, wire.file)
      copyFileSync(`${wire.file}.copy.head`, `${wire.file}.head`)
      const db = new DatabaseSync(wire.file)
      db.exec(change)
      db.close()
      wire.pass(4 * 60_000)
    })
  }

  it('when the log is whole at the start, then the key is deleted', async () => {
    await kill('')
    expect(wire.twilio.keys.size).toBe(0)
  })

  it('when a record was changed meanwhile, then nothing is deleted before that is seen, nor after', async () => {
    await kill(`drop trigger audit_keeps_bytes; update audit set name = 'other' where seq = 2`)
    expect(wire.twilio.keys.size).toBe(1)
    expect(await ready()).toMatchObject({ status: 503, body: { database: 'rewritten', record: 2 } })
  })
})
