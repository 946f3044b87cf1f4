import { describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import { SILENT_LOG } from '../../../../src/log.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { findPerson } from '../../../../src/slack/api/people.ts'
import { ADA, BOB, OTHER_TEAM, TEAM } from '../../ids.ts'

/** Who Ada is, where Slack describes a user so. */
async function find(user: object | undefined) {
  const reads = new webApi.WebClient()
  reads.users.info = async () => JSON.parse(JSON.stringify({ ok: true, user }))
  return findPerson(
    { clients: { reads, writes: reads, setup: createAppSetup(() => 0) }, log: SILENT_LOG },
    ADA,
  )
}
const plain = { id: ADA, team_id: TEAM }
const ada = { id: ADA, team: TEAM, deactivated: false, bot: false, guest: false }

describe('given an answer of users.info', () => {
  it.each([
    ['leaves every flag out', {}, {}],
    ['sets none', { deleted: false, is_bot: false, is_restricted: false }, {}],
    ['says deleted', { deleted: true }, { deactivated: true }],
    ['says bot', { is_bot: true }, { bot: true }],
    ['says workflow bot', { is_workflow_bot: true }, { bot: true }],
    ['says multi-channel guest', { is_restricted: true }, { guest: true }],
    ['says single-channel guest', { is_ultra_restricted: true }, { guest: true }],
    ['says stranger', { is_stranger: true }, { guest: true }],
    ['names another workspace', { team_id: OTHER_TEAM }, { team: OTHER_TEAM }],
  ])('when it %s, then it is read so', async (_, flags, expected) => {
    expect(await find({ ...plain, ...flags })).toEqual({ ...ada, ...expected })
  })

  it.each([
    ['is about somebody else', { ...plain, id: BOB }],
    ['has no team', { id: ADA }],
    ['has a flag that is no flag', { ...plain, deleted: 'false' }],
    ['is empty', undefined],
  ])('when it %s, then that is no answer', async (_, user) => {
    expect(await find(user)).toEqual(NO_ANSWER)
  })
})
