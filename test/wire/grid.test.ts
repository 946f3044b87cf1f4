import { afterEach, describe, expect, it } from '@jest/globals'
import { OLGA, ORGANISATION, WANDA } from '../../sandbox/slack/grid.ts'
import { ADA, BOB, DAN, EVE, GROUP, GUEST, OTHER_TEAM, STRANGER, TEAM } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { startWiredApp, type WiredApp } from './bot.ts'
import { lastInDm, lastReply, textOf } from './reading.ts'

const FORM = 'application/x-www-form-urlencoded'
let wire: WiredApp
afterEach(() => wire.stop())

const lastTwo = (): string[] => wire.audit().slice(-2)
const nothingAtTwilio = (): void => {
  expect(wire.twilio.exchanges).toEqual([])
  expect(wire.secretSeen()).toEqual({ requests: 0, elsewhere: [] })
}

/** Has Slack say nothing else of Ada than this. */
function describeAda(user: object): void {
  wire.slack.trouble.set('users.info', { kind: 'says', answer: { ok: true, user } })
}

describe('given a workspace on an Enterprise Grid', () => {
  it.each([
    { who: 'Ada, whose team_id is missing', user: ADA },
    { who: 'Bob, whose team_id is null', user: BOB },
    { who: 'Wanda, whose id begins with W and whose team_id is another workspace’s', user: WANDA },
  ])('when $who, types the command, then the key is delivered', async ({ user }) => {
    wire = await startWiredApp({ grid: true })
    await wire.type('payments-svc', user)
    expect(lastTwo()).toEqual(['created ok', 'delivered ok'])
    expect(wire.secretSeen()).toEqual({ requests: 1, elsewhere: [] })
  })

  it('when Slack says nothing but that a member belongs here too, then the key is delivered', async () => {
    wire = await startWiredApp({ grid: true })
    describeAda({ id: ADA, enterprise_user: { enterprise_id: ORGANISATION.id, teams: [OTHER_TEAM, TEAM] } })
    await wire.type('payments-svc')
    expect(wire.audit().at(-1)).toBe('delivered ok')
  })

  it.each([
    { who: 'Olga of another workspace', user: OLGA, outcome: 'other_workspace', says: 'its own workspace' },
    {
      who: 'a stranger of another company',
      user: STRANGER,
      outcome: 'other_workspace',
      says: 'its own workspace',
    },
    { who: 'Eve, who is in no approved group', user: EVE, outcome: 'not_in_group', says: 'for members of' },
    { who: 'a guest', user: GUEST, outcome: 'guest', says: 'guests can’t have keys' },
    { who: 'a deactivated account', user: DAN, outcome: 'deactivated', says: 'deactivated' },
  ])(
    'when $who types the command, then the answer says why and nothing reaches Twilio',
    async ({ user, outcome, says }) => {
      wire = await startWiredApp({ grid: true })
      await wire.type('payments-svc', user)
      expect(lastReply(wire, user)).toContain(says)
      expect(wire.audit()).toEqual(['received ok', `denied ${outcome}`])
      nothingAtTwilio()
    },
  )

  it.each([
    ['is null', null],
    ['lists no workspaces', { enterprise_id: ORGANISATION.id }],
    ['lists them as a word', { enterprise_id: ORGANISATION.id, teams: TEAM }],
  ])('when enterprise_user %s, then that is no answer, whatever team_id is', async (_, enterprise_user) => {
    wire = await startWiredApp({ grid: true })
    describeAda({ id: ADA, team_id: TEAM, enterprise_user })
    await wire.type('payments-svc')
    expect(lastReply(wire, ADA)).toContain('Slack didn’t say who you are')
    expect(wire.audit()).toEqual(['received ok', 'denied slack_unavailable'])
    expect(wire.log.join()).toContain('Slack didn’t say which workspaces an account belongs to')
    nothingAtTwilio()
  })

  it('when Wanda revokes her key, then it is gone, and the audit log has her id', async () => {
    wire = await startWiredApp({ grid: true })
    await wire.type('payments-svc', WANDA)
    await wire.restart()
    const card = wire.slack
      .screen(WANDA)
      .findLast(({ ephemeral, channel }) => !ephemeral && channel === 'D0WANDA001')
    if (!card) throw new Error('no card')
    await wire.press(WANDA, card, 'not_received')
    expect(wire.twilio.keys.size).toBe(0)
    const records = wire.log.map((line) => JSON.parse(line)).filter((line) => line.event === 'revoking')
    expect(records).toMatchObject([{ actor: { user: WANDA, team: TEAM } }])
  })

  it('when a command comes from the organisation and no workspace, then even a member is refused', async () => {
    wire = await startWiredApp({ grid: true })
    const signed = wire.slack.command(ADA, 'payments-svc')
    const body = signed.body.replace(`team_id=${TEAM}`, `team_id=${ORGANISATION.id}`)
    await wire.send({ ...signed, body, headers: wire.slack.sign(body, FORM) })
    expect(wire.audit()).toEqual(['received ok', 'denied other_workspace'])
    nothingAtTwilio()
  })

  it('when nobody knows whether a key was made, then a member whose id begins with W is asked, and decides', async () => {
    wire = await startWiredApp({ grid: true })
    wire.slack.groups.get(GROUP)?.users.delete(BOB)
    wire.twilio.trouble.set('create', { kind: 'reset', made: true })
    await wire.type('payments-svc')
    expect(textOf(lastInDm(wire, WANDA))).toContain('Is the Twilio API key')
    await wire.press(WANDA, lastInDm(wire, WANDA), 'delete')
    expect(wire.audit().at(-1)).toBe('revoked decided')
    expect(wire.twilio.keys.size).toBe(0)
  })
})

/** Ada's card, with a key that was delivered. */
async function cardOfAda(): Promise<ScreenMessage> {
  wire = await startWiredApp({ grid: true })
  await wire.type('payments-svc')
  const card = wire.slack.screen(ADA).find(({ ephemeral, channel }) => !ephemeral && channel === 'D0ADA00001')
  if (!card) throw new Error('no card')
  return card
}

/** Presses a button of Ada's with a payload that was changed on the way from Slack's documents to newkey. */
async function pressChanged(card: ScreenMessage, change: object): Promise<void> {
  const signed = wire.slack.click(ADA, card, 'not_received')
  const body = new URLSearchParams({ payload: JSON.stringify({ ...signed.payload, ...change }) }).toString()
  await wire.send({ ...signed, body, headers: wire.slack.sign(body, FORM) })
}

describe('given a key that was delivered on an Enterprise Grid', () => {
  it('when Ada presses a button and the click names another workspace as hers, then it counts', async () => {
    const card = await cardOfAda()
    const signed = wire.slack.click(ADA, card, 'confirm')
    expect(signed.payload).toMatchObject({
      user: { id: ADA, team_id: OTHER_TEAM },
      team: { id: TEAM, enterprise_id: ORGANISATION.id },
      enterprise: ORGANISATION,
      is_enterprise_install: false,
    })
    await wire.send(signed)
    expect(lastTwo()).toEqual(['delivered ok', 'confirmed ok'])
  })

  it.each([
    ['another workspace, and names this one as hers', { team: { id: OTHER_TEAM } }],
    ['the organisation and no workspace', { team: null, is_enterprise_install: true }],
  ])('when a click comes from %s, then nothing happens', async (_, change) => {
    const card = await cardOfAda()
    await pressChanged(card, { user: { id: ADA, team_id: TEAM }, ...change })
    expect(lastTwo()).toEqual(['delivered ok', 'button_refused other_workspace'])
    expect(wire.twilio.keys.size).toBe(1)
  })

  it('when Slack says that somebody doesn’t belong here, then a click that names this workspace as theirs does nothing', async () => {
    const card = await cardOfAda()
    await pressChanged(card, { user: { id: OLGA, team_id: TEAM } })
    expect(lastTwo()).toEqual(['delivered ok', 'button_refused other_workspace'])
    expect(wire.twilio.keys.size).toBe(1)
  })
})
