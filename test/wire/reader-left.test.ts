import { describe, expect, it } from '@jest/globals'
import { ADA, BOB, type FakeUser, GRACE, GROUP } from '../../sandbox/slack/people.ts'
import type { ScreenMessage } from '../../sandbox/slack/workspace.ts'
import { type Setting, startWiredApp, type WiredApp } from './bot.ts'
import { buttonsOf, textOf } from './reading.ts'

const ASKS = ['Delete this key', 'Keep it']
const GROUPS_FRESH_MS = 31_000

/** Ada's key may exist, and Bob, the only other member, is asked about it; then Grace joins the group. */
async function bobIsAsked(setting: Setting = {}): Promise<WiredApp> {
  const wire = await startWiredApp({
    ...setting,
    before: ({ twilio }) => twilio.trouble.set('create', { kind: 'reset', made: true, times: 1 }),
  })
  await wire.type('svc-1')
  wire.slack.groups.get(GROUP)?.users.add(GRACE)
  return wire
}
const questions = (wire: WiredApp, user: string): ScreenMessage[] =>
  wire.slack.screen(user).filter((one) => textOf(one).includes('in use?'))
const buttonsSeenBy = (wire: WiredApp, user: string): string[][] => questions(wire, user).map(buttonsOf)
const change = (wire: WiredApp, user: string, flags: Partial<FakeUser>): void => {
  const person = wire.slack.people.get(user)
  if (person) wire.slack.people.set(user, { ...person, ...flags })
}
const leave = (wire: WiredApp, user: string): void => void wire.slack.groups.get(GROUP)?.users.delete(user)
/** The next of the looks that newkey takes every hour. */
const look = async (wire: WiredApp): Promise<void> => {
  wire.pass(GROUPS_FRESH_MS)
  await wire.restart()
}

describe('given a reviewer who was asked about a key in their DM', () => {
  it.each<[string, (wire: WiredApp) => void]>([
    ['leaves the group', (wire) => leave(wire, BOB)],
    ['is deactivated', (wire) => change(wire, BOB, { deleted: true })],
    ['becomes a guest', (wire) => change(wire, BOB, { is_restricted: true })],
  ])('when that reviewer %s, then somebody else is asked, once, and can decide', async (_, goes) => {
    const wire = await bobIsAsked()
    expect(buttonsSeenBy(wire, BOB)).toEqual([ASKS])
    goes(wire)
    await look(wire)
    expect(buttonsSeenBy(wire, GRACE)).toEqual([ASKS])
    expect(buttonsSeenBy(wire, BOB)).toEqual([[]])
    expect(questions(wire, BOB).map(textOf).join()).toContain('newkey is asking another reviewer')
    await look(wire)
    expect(questions(wire, GRACE)).toHaveLength(1)

    const [question] = questions(wire, GRACE)
    if (question) await wire.press(GRACE, question, 'delete')
    expect(wire.audit().at(-1)).toBe('revoked decided')
    expect(buttonsSeenBy(wire, GRACE)).toEqual([[]])
  })

  it('when the reviewer may still decide, then nobody else is asked', async () => {
    const wire = await bobIsAsked()
    await look(wire)
    expect(buttonsSeenBy(wire, BOB)).toEqual([ASKS])
    expect(questions(wire, GRACE)).toEqual([])
  })

  it('when Slack doesn’t say, then the question stays where it is', async () => {
    const wire = await bobIsAsked()
    leave(wire, BOB)
    wire.slack.trouble.set('usergroups.users.list', { kind: 'error', error: 'internal_error' })
    await look(wire)
    expect(buttonsSeenBy(wire, BOB)).toEqual([ASKS])
  })

  it('when there is nobody else, then the question is owed until there is', async () => {
    const wire = await bobIsAsked()
    leave(wire, BOB)
    leave(wire, GRACE)
    await look(wire)
    expect(buttonsSeenBy(wire, BOB)).toEqual([[]])
    wire.slack.groups.get(GROUP)?.users.add(GRACE)
    wire.pass(60_000)
    await look(wire)
    expect(buttonsSeenBy(wire, GRACE)).toEqual([ASKS])
  })

  it('when the old question can’t be updated, then somebody else is asked all the same', async () => {
    const wire = await bobIsAsked()
    leave(wire, BOB)
    wire.slack.trouble.set('chat.update', { kind: 'error', error: 'cant_update_message', times: 1 })
    await look(wire)
    expect(buttonsSeenBy(wire, GRACE)).toEqual([ASKS])
    const [old] = questions(wire, BOB)
    if (old) await wire.press(BOB, old, 'delete')
    expect(wire.audit().at(-1)).toBe('button_refused not_in_group')
  })

  it('when the owner leaves instead, then the question stays with the reviewer', async () => {
    const wire = await bobIsAsked()
    leave(wire, ADA)
    await look(wire)
    expect(buttonsSeenBy(wire, BOB)).toEqual([ASKS])
  })
})
