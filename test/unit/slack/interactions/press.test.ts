import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../../src/errors.ts'
import { isKeySid, type KeySid } from '../../../../src/ids.ts'
import type { Answer } from '../../../../src/keys/authorize-press.ts'
import { buttonListener, parsePress } from '../../../../src/slack/interactions/press.ts'
import { ADA, DM, OTHER_TEAM, SID, TEAM } from '../../ids.ts'
import type { Parts } from '../../keys/fake-services.ts'
import { listening } from './listening.ts'

const REPLY_TO = 'https://hooks.slack.com/actions/T1/2/abc'
const context = { payloadDigest: 'd'.repeat(64) }
const click = {
  user: { id: ADA, team_id: OTHER_TEAM },
  team: { id: TEAM },
  container: { channel_id: DM, message_ts: '1.000001' },
  actions: [{ value: SID }],
  response_url: REPLY_TO,
}
const parse = (change: object = {}, of: unknown = context) =>
  parsePress({ body: { ...click, ...change }, context: of, ack: async () => undefined }, isKeySid)

describe('given a click on a message about a key', () => {
  it('when it is as Slack documents it, then it names key, person, place and where to answer', () => {
    const { replyTo, ...pressed } = parse() ?? { replyTo: undefined }
    expect(pressed).toEqual({
      value: SID,
      user: ADA,
      team: TEAM,
      at: { channel: DM, ts: '1.000001' },
      isEphemeral: false,
      payloadDigest: context.payloadDigest,
    })
    expect(replyTo).toMatchObject({ channel: DM, replaces: false })
    expect(replyTo?.url.reveal()).toBe(REPLY_TO)
  })

  it('when the message is ephemeral, then there is none to update', () => {
    const container = { ...click.container, is_ephemeral: true }
    expect(parse({ container })).toMatchObject({ at: undefined, isEphemeral: true })
  })

  it('when the message isn’t named, then there is none to update', () => {
    expect(parse({ container: {} })).toMatchObject({ at: undefined, isEphemeral: false })
  })

  it.each<[string, unknown]>([
    ['another workspace', OTHER_TEAM],
    ['their organisation', 'E0NEWKEY01'],
    ['nothing', undefined],
    ['null', null],
    ['something odd', ['T1']],
  ])(
    'when the person’s own team is %s, then the workspace that the click comes from counts',
    (_, team_id) => {
      expect(parse({ user: { id: ADA, team_id } })?.team).toBe(TEAM)
    },
  )

  it('when it comes from an organisation and no workspace, then it is the organisation’s', () => {
    const enterprise = { id: 'E0NEWKEY01', name: 'Newkey' }
    expect(parse({ team: null, enterprise, is_enterprise_install: true })?.team).toBe('E0NEWKEY01')
  })

  it('when it comes from a workspace of an organisation, then it is the workspace’s', () => {
    const enterprise = { id: 'E0NEWKEY01', name: 'Newkey' }
    expect(parse({ enterprise })?.team).toBe(TEAM)
  })

  it('when the person’s id begins with W, then it is read like any other', () => {
    expect(parse({ user: { id: 'W0WANDA001' } })?.user).toBe('W0WANDA001')
  })

  it.each<[string, object]>([
    ['names no key', { actions: [{ value: 'req_00000000000000000001' }] }],
    ['names two keys', { actions: [{ value: SID }, { value: SID }] }],
    ['has a list for a key', { actions: [{ value: [SID] }] }],
    ['names nobody', { user: {} }],
    ['names no team but the person’s own', { team: null, enterprise: null }],
    ['has an odd team', { team: { id: ['T1'] } }],
    ['has an odd channel', { container: { ...click.container, channel_id: 'general' } }],
    ['has an odd message', { container: { ...click.container, message_ts: 'now' } }],
    ['says nowhere to answer', { response_url: undefined }],
  ])('when it %s, then it isn’t read', (_, change) => {
    expect(parse(change)).toBeUndefined()
  })

  it('when the receiver didn’t vouch for what was sent, then it isn’t read', () => {
    expect(parse({}, {})).toBeUndefined()
  })
})

/** Presses a button whose verb does `run`. @returns what was done */
async function press(
  run: () => Promise<Answer<string>>,
  parts: Parts = {},
  body: object = click,
): Promise<string[]> {
  const { services, did, deeds } = listening(parts)
  const listener = buttonListener<KeySid, string>({
    id: 'pressed',
    isValue: isKeySid,
    isOwn: async () => true,
    run: () => {
      did('run')
      return run()
    },
    show: async (_, key) => did(`show ${key}`),
  })
  const ack = async (): Promise<void> => did('ack')
  await listener.handle(services, { body, context, ack })
  return deeds
}

describe('given a button that is pressed', () => {
  const done = async () => ({ kind: 'done', result: 'it' }) as const
  const overtaken = () => new NewkeyError('overtaken', 'somebody else was faster')

  it('when all goes well, then it is acked first, then its verb runs, then the outcome is shown', async () => {
    expect(await press(done)).toEqual(['ack', 'run', 'show it'])
  })

  it('when it is refused, then it is said that nothing was changed', async () => {
    expect(await press(async () => ({ kind: 'refused', cause: 'not_yours' }))).toEqual([
      'ack',
      'run',
      'say Nothing was changed.',
    ])
  })

  it('when the same click comes again, then it counts once', async () => {
    expect(await press(done, { clicks: { record: async () => 'again' } })).toEqual([
      'ack',
      'note Slack sent the same click again; newkey ignored it',
    ])
  })

  it('when it can’t be read, then that is said where it can be answered', async () => {
    expect(await press(done, {}, { response_url: REPLY_TO })).toEqual([
      'ack',
      'note A click was not as Slack documents it',
      'say Nothing was changed.',
    ])
  })

  it('when more was pressed than anybody needs, then nothing is looked at', async () => {
    expect(await press(done, { refusals: { beginPress: () => 'flooding' } })).toEqual([
      'ack',
      'say Nothing was changed.',
    ])
  })

  it('when another press overtakes it, then it is made again, three times at most', async () => {
    let times = 0
    const once = async () => {
      if (times++ === 0) throw overtaken()
      return done()
    }
    expect(await press(once)).toEqual(['ack', 'run', 'run', 'show it'])
    expect((await press(() => Promise.reject(overtaken()))).filter((deed) => deed === 'run')).toHaveLength(3)
  })

  it('when something fails, then it is said, and nothing is thrown', async () => {
    expect(await press(() => Promise.reject(new NewkeyError('store_failed', 'the disk is full')))).toEqual([
      'ack',
      'run',
      'say Something went wrong in newkey.',
    ])
  })
})
