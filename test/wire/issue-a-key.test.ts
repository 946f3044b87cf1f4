import { afterEach, describe, expect, it } from '@jest/globals'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { ACCOUNT, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, textOf } from './reading.ts'

describe('given Ada, who is in the approved group', () => {
  let wire: WiredApp
  afterEach(() => wire.stop())

  it('when she types /newkey payments-svc, then exactly these requests leave, and one carries the secret', async () => {
    wire = await startWiredApp()
    const answer = await wire.type('payments-svc for refunds')

    expect(answer).toEqual({ status: 200, body: '' })
    const [first, ...then] = wire.transcript()
    expect(first).toBe('slack.com auth.test → 200')
    // Asked side by side, these arrive in any order.
    expect(then.slice(0, 4).sort()).toEqual([
      'slack.com conversations.open users=U0ADA00001 → 200',
      'slack.com usergroups.list → 200',
      'slack.com usergroups.users.list usergroup=S0PLATFORM → 200',
      'slack.com users.info user=U0ADA00001 → 200',
    ])
    expect(then.slice(4)).toEqual([
      `api.twilio.com POST ${ACCOUNT}/Keys.json FriendlyName=payments-svc → 201`,
      'slack.com chat.postEphemeral channel=D0ADA00001 user=U0ADA00001 WITH THE SECRET → 200',
      'POST response_url → 200',
      'slack.com chat.postMessage channel=D0ADA00001 → 200',
    ])
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('then Slack is asked about her, her groups and her DM side by side: none waits for another’s answer', async () => {
    const asked = ['usergroups.list', 'usergroups.users.list', 'users.info', 'conversations.open']
    const arrived: string[] = []
    const all = Promise.withResolvers<void>()
    wire = await startWiredApp({
      meanwhile: async ({ path }) => {
        const method = path.replace('/api/', '')
        if (!asked.includes(method)) return
        arrived.push(method)
        if (arrived.length === asked.length) all.resolve()
        await all.promise
      },
    })
    await wire.type('payments-svc')
    expect([...arrived].sort()).toEqual([...asked].sort())
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it('then the audit log has each step, chained from the first, with the sid from created on', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc for refunds')

    expect(wire.audit()).toEqual(['received ok', 'authorized ok', 'intent ok', 'created ok', 'delivered ok'])
    const [key] = [...wire.twilio.keys.values()]
    const lines = wire.log.map((line) => JSON.parse(line)).filter((line) => line.audit === true)
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(lines.map(({ sid }) => sid)).toEqual([null, null, null, key?.sid, key?.sid])
    expect(lines[4]).toMatchObject({
      actor: { user: ADA, team: 'T0NEWKEY01' },
      account: ACCOUNT,
      name: 'payments-svc',
      reason: 'for refunds',
      group: 'S0PLATFORM',
      at: '2026-11-24T08:00:00.000Z',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('then her DM shows the secret once as lines for an environment file, and beside it a card without it', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc for refunds')
    const [key] = [...wire.twilio.keys.values()]
    const [shown, card] = wire.slack.screen(ADA).filter(({ channel }) => channel === 'D0ADA00001')
    if (!shown || !card || !key) throw new Error('two messages and a key')

    expect(shown).toMatchObject({ ephemeral: true, via: 'chat.postEphemeral' })
    expect(textOf(shown)).toContain(
      `TWILIO_ACCOUNT_SID=${ACCOUNT}\nTWILIO_API_KEY=${key.sid}\nTWILIO_API_SECRET=${key.secret}`,
    )
    expect(textOf(shown)).toContain('Slack won’t show them again')
    expect(buttonsOf(shown)).toEqual(['I stored it'])
    // Notifications take their words from `text` and from the first blocks.
    expect(shown.text + JSON.stringify(shown.blocks[0])).not.toContain(key.secret)

    expect(card).toMatchObject({ ephemeral: false, notifies: true, via: 'chat.postMessage' })
    expect(textOf(card)).not.toContain(key.secret)
    for (const fact of [key.sid, 'payments-svc', 'for refunds', ACCOUNT]) expect(textOf(card)).toContain(fact)
    expect(buttonsOf(card)).toEqual(['I stored it', "I didn't get the secret", 'Revoke this key'])
  })

  it('then one reply where she typed has the sid and leads to her DM, and nobody else sees anything', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    const [key] = [...wire.twilio.keys.values()]
    const replies = wire.slack.screen(ADA).filter(({ channel }) => channel === GENERAL)

    expect(replies).toHaveLength(1)
    expect(replies[0]).toMatchObject({ ephemeral: true, via: 'response_url' })
    expect(JSON.stringify(replies)).toContain('https://newkey-sandbox.slack.com/archives/D0ADA00001')
    expect(JSON.stringify(replies)).toContain(key?.sid)
    expect(wire.slack.screen('U0BOB00001')).toEqual([])
  })

  it('when the region and the edge are set, then the key is made there', async () => {
    wire = await startWiredApp({ env: { TWILIO_REGION: 'ie1', TWILIO_EDGE: 'dublin' } })
    await wire.type('payments-svc')
    expect(wire.transcript()).toContain(
      `api.dublin.ie1.twilio.com POST ${ACCOUNT}/Keys.json FriendlyName=payments-svc → 201`,
    )
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('when the bot has a Main key in place of the auth token, then it signs in with that', async () => {
    const sid = `SK${'b'.repeat(32)}`
    wire = await startWiredApp({
      mainKeys: [{ sid, secret: 'main-key-secret' }],
      env: { TWILIO_AUTH_TOKEN: '', TWILIO_API_KEY: sid, TWILIO_API_SECRET: 'main-key-secret' },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
    expect(wire.twilio.exchanges[0]?.request.headers.authorization).toBe(
      `Basic ${Buffer.from(`${sid}:main-key-secret`).toString('base64')}`,
    )
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })
})
