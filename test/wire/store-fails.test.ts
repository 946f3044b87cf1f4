import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ADA } from '../../sandbox/slack/people.ts'
import { type Setting, startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

let wire: WiredApp
/** Happens while a request is on its way to a vendor. */
let meanwhile: Setting['meanwhile']
beforeEach(async () => {
  meanwhile = undefined
  wire = await startWiredApp({ meanwhile: (request) => meanwhile?.(request) })
})
afterEach(() => wire.stop())

/** From now on no record of this event can be written. */
function refuseRecordsOf(event: string): void {
  const db = new DatabaseSync(wire.file)
  db.exec(`create trigger full before insert on audit when new.event = '${event}'
    begin select raise(abort, 'the disk is full'); end`)
  db.close()
}

/** The disk has room again. */
function takeRecordsAgain(): void {
  const db = new DatabaseSync(wire.file)
  db.exec('drop trigger full')
  db.close()
}

const sent = (): string[] => wire.transcript().slice(1)
const atTwilio = (): string[] => sent().filter((line) => line.startsWith('api.twilio.com'))

function becomeGuest(): void {
  const ada = wire.slack.people.get(ADA)
  if (!ada) throw new Error('no Ada')
  wire.slack.people.set(ADA, { ...ada, is_restricted: true })
}

describe('given a database that doesn’t take a record', () => {
  it('when it is that the command was received, then the ack itself says no, and nothing else leaves', async () => {
    refuseRecordsOf('received')
    const { status, body } = await wire.type('payments-svc')
    expect(status).toBe(200)
    expect(body).toContain('newkey couldn’t write its records. Try again in a minute.')
    expect(sent()).toEqual([])
    expect(wire.audit()).toEqual([])
    expect(wire.log.join('\n')).toContain('The request could not be recorded in time')
  })

  it.each(['authorized', 'intent'])(
    'when it is "%s", then nothing reaches Twilio, and the user is told where they typed',
    async (event) => {
      refuseRecordsOf(event)
      await wire.type('payments-svc')
      expect(atTwilio()).toEqual([])
      expect(lastReply(wire, ADA)).toContain('Something went wrong, and newkey couldn’t finish')
      expect(wire.log.join('\n')).toContain('"error":"store_failed"')
    },
  )

  it('when it is that the key was created, then the key is deleted at once and its secret never shown', async () => {
    refuseRecordsOf('created')
    meanwhile = ({ method }) => {
      if (method === 'DELETE') takeRecordsAgain()
    }
    await wire.type('payments-svc')
    expect(atTwilio().map((line) => line.split(' ')[1])).toEqual(['POST', 'DELETE'])
    expect(wire.twilio.keys.size).toBe(0)
    expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
    expect(wire.audit().slice(3)).toEqual(['created ok', 'revoking record_failed', 'revoked record_failed'])
    expect(lastReply(wire, ADA)).toContain('The key is revoked')
  })

  it('when it is that a key has to go, then the key goes all the same, and the user is told not to use it', async () => {
    refuseRecordsOf('revoking')
    wire.slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'channel_not_found' })
    await wire.type('payments-svc')
    expect(wire.twilio.keys.size).toBe(0)
    expect(lastReply(wire, ADA)).toContain('If you got a key, don’t use it')
  })

  it('when it is that a button was refused, then the click is answered, and nothing is changed', async () => {
    await wire.type('payments-svc')
    const card = lastInDm(wire, ADA)
    becomeGuest()
    refuseRecordsOf('button_refused')
    await wire.press(ADA, card, 'not_received')
    expect(wire.twilio.keys.size).toBe(1)
    expect(textOf(lastInDm(wire, ADA))).toContain('Something went wrong, and newkey couldn’t finish')
    expect(wire.log.join('\n')).toContain('A click could not be answered')
  })
})
