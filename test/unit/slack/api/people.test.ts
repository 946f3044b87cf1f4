import { describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import { NO_ANSWER } from '../../../../src/domain/no-answer.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { findPerson } from '../../../../src/slack/api/people.ts'
import { ADA, BOB, OTHER_TEAM, TEAM } from '../../ids.ts'

/** Who Ada is, where Slack describes a user so; with what was logged. */
async function findLogged(user: object | undefined) {
  const logged: object[] = []
  const reads = new webApi.WebClient()
  reads.users.info = async () => JSON.parse(JSON.stringify({ ok: true, user }))
  const warn = (message: string, fields: object = {}): void => void logged.push({ message, ...fields })
  const log = { info: () => undefined, warn, error: () => undefined }
  const setup = createAppSetup(() => 0)
  return { person: await findPerson({ clients: { reads, writes: reads, setup }, log }, ADA), logged }
}
const find = async (user: object | undefined) => (await findLogged(user)).person
const plain = { id: ADA, team_id: TEAM }
const ada = { id: ADA, workspaces: [TEAM], deactivated: false, bot: false, guest: false }
const ORG = 'E0NEWKEY01'

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
    ['names another workspace', { team_id: OTHER_TEAM }, { workspaces: [OTHER_TEAM] }],
    ['names an organisation for a workspace', { team_id: ORG }, { workspaces: [] }],
  ])('when it %s, then it is read so', async (_, flags, expected) => {
    expect(await find({ ...plain, ...flags })).toEqual({ ...ada, ...expected })
  })

  it.each([
    ['has no team', { id: ADA }],
    ['has null for a team', { id: ADA, team_id: null }],
    ['has an odd team', { id: ADA, team_id: [TEAM] }],
    ['has a flag that is no flag', { ...plain, deleted: 'false' }],
    ['is empty', undefined],
  ])('when it %s, then that is no answer', async (_, user) => {
    expect(await find(user)).toEqual(NO_ANSWER)
  })
})

describe('given an answer of users.info about another account', () => {
  it('when it comes, then that is no answer, and the log says so', async () => {
    expect(await findLogged({ ...plain, id: BOB })).toEqual({
      person: NO_ANSWER,
      logged: [
        {
          message: 'Slack described another account than newkey asked about, so newkey refuses it',
          method: 'users.info',
          user: ADA,
        },
      ],
    })
  })
})

describe('given an answer of users.info about somebody on an Enterprise Grid', () => {
  const both = { enterprise_user: { enterprise_id: ORG, teams: [OTHER_TEAM, TEAM] } }
  const other = { enterprise_user: { enterprise_id: ORG, teams: [OTHER_TEAM] } }

  it.each<[string, object]>([
    ['absent', {}],
    ['null', { team_id: null }],
    ['the organisation', { team_id: ORG }],
    ['another workspace', { team_id: OTHER_TEAM }],
    ['this workspace', { team_id: TEAM }],
    ['odd', { team_id: 7 }],
  ])('when team_id is %s, then only the workspaces of enterprise_user count', async (_, team) => {
    expect(await find({ id: ADA, ...team, ...both })).toEqual({ ...ada, workspaces: [OTHER_TEAM, TEAM] })
    expect(await find({ id: ADA, ...team, ...other })).toEqual({ ...ada, workspaces: [OTHER_TEAM] })
  })

  it('when they belong to no workspace, then they have none, whatever team_id is', async () => {
    const enterprise_user = { enterprise_id: ORG, teams: [] }
    expect(await find({ ...plain, enterprise_user })).toEqual({ ...ada, workspaces: [] })
  })

  it.each<[string, object, object]>([
    ['a guest', { is_restricted: true }, { guest: true }],
    ['a stranger', { is_stranger: true }, { guest: true }],
    ['deactivated', { deleted: true }, { deactivated: true }],
    ['a bot', { is_bot: true }, { bot: true }],
  ])('when they are %s, then belonging here changes nothing about that', async (_, flags, expected) => {
    expect(await find({ id: ADA, ...both, ...flags })).toMatchObject(expected)
  })

  it.each<[string, unknown]>([
    ['is null', null],
    ['is a word', TEAM],
    ['lists none', { enterprise_id: ORG }],
    ['has null for a list', { enterprise_id: ORG, teams: null }],
    ['has a word for a list', { enterprise_id: ORG, teams: TEAM }],
    ['lists something odd beside this one', { enterprise_id: ORG, teams: [TEAM, null] }],
    ['lists this one as a key', { enterprise_id: ORG, teams: { [TEAM]: true } }],
  ])(
    'when enterprise_user %s, then that is no answer, and the log says what is missing',
    async (_, enterprise_user) => {
      const { person, logged } = await findLogged({ ...plain, enterprise_user })
      expect(person).toEqual(NO_ANSWER)
      expect(logged).toEqual([
        {
          message: 'Slack didn’t say which workspaces an account belongs to, so newkey refuses it',
          method: 'users.info',
          user: ADA,
        },
      ])
    },
  )
})
