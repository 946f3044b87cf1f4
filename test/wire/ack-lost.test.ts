import { once } from 'node:events'
import { request } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

/** Sends a command whose body takes `ms` to arrive. */
async function sendSlowly(ms: number): Promise<void> {
  const signed = wire.slack.command(ADA, 'payments-svc', GENERAL)
  const slow = request(wire.url + signed.path, {
    method: 'POST',
    headers: { ...signed.headers, 'content-length': Buffer.byteLength(signed.body), expect: '100-continue' },
  })
  slow.flushHeaders()
  await once(slow, 'continue')
  wire.pass(ms)
  const answered = once(slow, 'response')
  slow.end(signed.body)
  const [response] = await answered
  response.resume()
  await once(response, 'end')
  await wire.idle()
}

describe('given a command that takes its time on the way', () => {
  it('when the ack comes after 2.5 s, then no key is made: Slack has said that the command failed', async () => {
    wire = await startWiredApp()
    await sendSlowly(2_501)
    expect(wire.twilio.exchanges).toEqual([])
    expect(wire.audit()).toEqual(['received ok', 'failed ack_lost'])
    expect(lastReply(wire, ADA)).toContain('newkey was too slow to answer Slack in time')
  })

  it('when the ack comes just before, then a key is made', async () => {
    wire = await startWiredApp()
    await sendSlowly(2_500)
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})

describe('given a database that another process is writing to', () => {
  it('when somebody gives up waiting meanwhile, then no key is made, and newkey goes on answering others', async () => {
    wire = await startWiredApp()
    const other = new DatabaseSync(wire.file)
    other.exec('begin immediate')
    const signed = wire.slack.command(ADA, 'payments-svc', GENERAL)
    const impatient = request(wire.url + signed.path, { method: 'POST', headers: signed.headers })
    impatient.on('error', () => undefined)
    impatient.end(signed.body)
    expect((await fetch(`${wire.url}/healthz`)).status).toBe(200)
    impatient.destroy()
    expect((await fetch(`${wire.url}/healthz`)).status).toBe(200)
    other.exec('rollback')
    other.close()
    await wire.idle()
    expect(wire.audit()).toEqual(['received ok', 'failed ack_lost'])
    expect(wire.twilio.exchanges).toEqual([])
  })

  it('when that one lets go, then the command goes its way', async () => {
    wire = await startWiredApp()
    const other = new DatabaseSync(wire.file)
    other.exec('begin immediate')
    const answered = wire.type('payments-svc')
    expect((await fetch(`${wire.url}/healthz`)).status).toBe(200)
    other.exec('rollback')
    other.close()
    expect((await answered).status).toBe(200)
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})
