import { afterEach, describe, expect, it } from '@jest/globals'
import type { WireRequest } from '../../sandbox/exchange.ts'
import { ADA, type FakeUser, GROUP } from '../../sandbox/slack/people.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastReply } from './reading.ts'

let wire: WiredApp
afterEach(() => wire.stop())

const leave = (): void => void wire.slack.groups.get(GROUP)?.users.delete(ADA)
const calls = (): string[] =>
  wire
    .transcript()
    .filter((line) => line.startsWith('slack.com'))
    .map((line) => line.split(' ')[1] ?? '')
const change = (flags: Partial<FakeUser>): void => {
  const ada = wire.slack.people.get(ADA)
  if (ada) wire.slack.people.set(ADA, { ...ada, ...flags })
}
/** Slack says that the group has changed. */
const announce = async (): Promise<void> => {
  const { path, headers, body } = wire.slack.event({
    type: 'subteam_members_changed',
    subteam_id: GROUP,
  })
  await fetch(wire.url + path, { method: 'POST', headers, body })
}

describe('given a member who loses their membership between the check and the intent', () => {
  const opens = ({ path }: WireRequest): boolean => path === '/api/conversations.open'

  it('when Slack announces it while the DM is opened, then no key is asked for', async () => {
    wire = await startWiredApp({
      meanwhile: async (request) => {
        if (!opens(request)) return
        leave()
        await announce()
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit()).toEqual(['received ok', 'denied not_in_group'])
    expect(wire.twilio.exchanges).toEqual([])
    expect(lastReply(wire, ADA)).toContain('newkey creates keys for members of')
  })

  it('when the read becomes older than 30 s while the DM is opened, then the group is read again', async () => {
    wire = await startWiredApp({
      meanwhile: (request) => {
        if (!opens(request)) return
        leave()
        wire.pass(30_001)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('denied not_in_group')
    expect(wire.twilio.exchanges).toEqual([])
  })

  it('when Slack can’t say so any more, then that is a no', async () => {
    wire = await startWiredApp({
      meanwhile: (request) => {
        if (!opens(request)) return
        wire.slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' })
        wire.pass(30_001)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('denied slack_unavailable')
    expect(wire.twilio.exchanges).toEqual([])
  })

  it('when they are deactivated while the DM takes long to open, then that is seen too', async () => {
    wire = await startWiredApp({
      meanwhile: (request) => {
        if (!opens(request)) return
        const ada = wire.slack.people.get(ADA)
        if (ada) wire.slack.people.set(ADA, { ...ada, deleted: true })
        wire.pass(3_001)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toMatch(/^(denied deactivated|failed dm_unavailable)$/)
    expect(wire.twilio.exchanges).toEqual([])
  })

  it('when nothing has changed, then the check costs no call', async () => {
    wire = await startWiredApp()
    await wire.type('payments-svc')
    expect(calls().filter((call) => call === 'usergroups.users.list')).toHaveLength(1)
    expect(calls().filter((call) => call === 'users.info')).toHaveLength(1)
  })
})

describe('given a member who loses their membership while Twilio makes the key', () => {
  const creates = ({ method, path }: WireRequest): boolean => method === 'POST' && path.endsWith('Keys.json')

  it('when Slack announces it, then the secret is shown to nobody, and the key goes', async () => {
    wire = await startWiredApp({
      meanwhile: async (request) => {
        if (!creates(request)) return
        leave()
        await announce()
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().slice(-2)).toEqual(['revoking membership_lost', 'revoked membership_lost'])
    expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
    expect(wire.twilio.keys.size).toBe(0)
    expect(lastReply(wire, ADA)).toContain('no longer confirmed that you’re in a group')
  })

  it('when Twilio takes long and Slack announces nothing, then the group is read again all the same', async () => {
    wire = await startWiredApp({
      meanwhile: (request) => {
        if (!creates(request)) return
        leave()
        wire.pass(30_001)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('revoked membership_lost')
  })

  it.each<[string, () => void]>([
    ['they are taken out of the group', leave],
    [
      'the group is disabled',
      () => {
        const group = wire.slack.groups.get(GROUP)
        if (group) wire.slack.groups.set(GROUP, { ...group, date_delete: 1 })
      },
    ],
    ['they are deactivated', () => change({ deleted: true })],
    ['they become a guest', () => change({ is_restricted: true })],
    [
      'Slack no longer says who is in the group',
      () => wire.slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' }),
    ],
  ])(
    'when Twilio takes 4 s, and meanwhile %s without an event, then the secret is shown to nobody',
    async (_, happens) => {
      wire = await startWiredApp({
        meanwhile: (request) => {
          if (!creates(request)) return
          happens()
          wire.pass(4_000)
        },
      })
      await wire.type('payments-svc')
      expect(wire.audit().slice(-2)).toEqual(['revoking membership_lost', 'revoked membership_lost'])
      expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
      expect(wire.twilio.keys.size).toBe(0)
    },
  )

  it('when Twilio takes 4 s and the token is revoked meanwhile, then they are sent to their admin', async () => {
    wire = await startWiredApp({
      env: { CONTACT: 'the platform team' },
      meanwhile: (request) => {
        if (!creates(request)) return
        for (const method of ['users.info', 'usergroups.list', 'usergroups.users.list'])
          wire.slack.trouble.set(method, { kind: 'error', error: 'token_revoked' })
        wire.pass(4_000)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('revoked membership_lost')
    expect(lastReply(wire, ADA)).toContain('Trying again won’t help')
    expect(lastReply(wire, ADA)).toContain('the platform team')
    expect(lastReply(wire, ADA)).not.toContain('Need a key?')
  })

  it('when Twilio takes 4 s and nothing has changed, then they get their key after one more look', async () => {
    wire = await startWiredApp({
      meanwhile: (request) => {
        if (creates(request)) wire.pass(4_000)
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
    expect(calls().filter((call) => call === 'usergroups.users.list')).toHaveLength(2)
    expect(calls().filter((call) => call === 'users.info')).toHaveLength(2)
  })

  it('when a change is announced and they are still in the group, then they get their key', async () => {
    wire = await startWiredApp({
      meanwhile: async (request) => {
        if (creates(request)) await announce()
      },
    })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })
})
