import { describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { openDm } from '../../../../src/slack/api/direct-messages.ts'
import { ADA, BOB, DM } from '../../ids.ts'

/** What comes of asking for Ada's DM where Slack answers so; with what was asked and what was logged. */
async function open(channel: unknown) {
  const asked: unknown[] = []
  const faults: unknown[] = []
  const writes = new webApi.WebClient()
  writes.conversations.open = async (args) => {
    asked.push(args)
    return JSON.parse(JSON.stringify({ ok: true, channel }))
  }
  const warn = (_: string, fields: object = {}): void => void faults.push(fields)
  const log = { info: () => undefined, warn, error: () => undefined }
  const dm = await openDm({ clients: { reads: writes, writes, setup: createAppSetup(() => 0) }, log }, ADA)
  return { dm, asked, faults }
}

describe('given an answer of conversations.open', () => {
  const whole = {
    id: DM,
    user: ADA,
    is_im: true,
    is_org_shared: false,
    is_archived: false,
    created: 1,
    priority: 0,
  }

  it.each([
    { what: 'its id alone', channel: { id: DM } },
    { what: 'the whole DM', channel: whole },
    {
      what: 'the DM as an organisation keeps it',
      channel: { ...whole, is_org_shared: true, is_shared: true, is_ext_shared: false },
    },
  ])('when it is $what, then that is the DM', async ({ channel }) => {
    expect(await open(channel)).toEqual({ dm: DM, asked: [{ users: ADA, return_im: true }], faults: [] })
  })

  it.each([
    { what: 'a channel', channel: { id: 'C0GENERAL1' } },
    { what: 'a group DM by its id', channel: { id: 'G0GROUP001' } },
    { what: 'a DM of another person', channel: { ...whole, user: BOB } },
    { what: 'a channel whose id looks like a DM’s', channel: { ...whole, is_im: false } },
    { what: 'a group DM', channel: { ...whole, is_mpim: true } },
    { what: 'a public channel', channel: { ...whole, is_channel: true } },
    { what: 'a private channel', channel: { ...whole, is_group: true } },
    { what: 'shared', channel: { ...whole, is_shared: true } },
    { what: 'shared with another company', channel: { ...whole, is_ext_shared: true } },
    {
      what: 'an organisation’s that doesn’t say whose it is',
      channel: { ...whole, is_org_shared: true, user: undefined },
    },
    {
      what: 'an organisation’s that doesn’t say that it is a DM',
      channel: { ...whole, is_org_shared: true, is_im: undefined },
    },
    {
      what: 'an organisation’s, and another company’s',
      channel: { ...whole, is_org_shared: true, is_ext_shared: true },
    },
    { what: 'archived', channel: { ...whole, is_archived: true } },
    { what: 'of a user that is no text', channel: { ...whole, user: [ADA] } },
    { what: 'nothing', channel: undefined },
  ])('when it is $what, then there is no DM', async ({ channel }) => {
    const { dm, faults } = await open(channel)
    expect(dm).toEqual(NO_ANSWER)
    expect(faults).toEqual([{ method: 'conversations.open', fault: 'unreadable_answer' }])
  })
})
