import { describe, expect, it } from '@jest/globals'
import { webApi } from '@slack/bolt'
import { answerOrNone } from '../../../../src/domain/no-answer.ts'
import { SILENT_LOG } from '../../../../src/log.ts'
import { createAppSetup } from '../../../../src/slack/api/app-setup.ts'
import { createDirectory } from '../../../../src/slack/api/directory.ts'
import { createGroupMembers } from '../../../../src/slack/api/group-members.ts'
import { createWorkspace } from '../../../../src/slack/api/workspace.ts'
import { ADA, DM, GROUP, TEAM } from '../../ids.ts'

/** A directory at a Slack in which Ada is a member of the one group; with the methods that were called. */
function directory() {
  const asked: string[] = []
  const client = new webApi.WebClient()
  const answers = (method: string, answer: object) => async () => {
    asked.push(method)
    return JSON.parse(JSON.stringify({ ok: true, ...answer }))
  }
  client.auth.test = answers('auth.test', { team_id: TEAM, url: 'https://newkey.slack.com/' })
  client.users.info = answers('users.info', { user: { id: ADA, team_id: TEAM } })
  client.conversations.open = answers('conversations.open', { channel: { id: DM } })
  client.usergroups.list = answers('usergroups.list', { usergroups: [{ id: GROUP, date_delete: 0 }] })
  client.apiCall = answers('usergroups.users.list', { users: [ADA] })
  const deps = { clients: { reads: client, writes: client, setup: createAppSetup(() => 0) }, log: SILENT_LOG }
  const groupMembers = createGroupMembers({ ...deps, groups: [GROUP], monotonic: () => 0 })
  const workspace = createWorkspace(deps)
  return { asked, groupMembers, directory: createDirectory({ ...deps, workspace, groupMembers }) }
}

describe('given a directory', () => {
  it('when it is asked, then each question goes to the method that answers it', async () => {
    const { asked, directory: slack } = directory()
    expect(await slack.ourTeam()).toBe(TEAM)
    expect(await slack.person(ADA)).toMatchObject({ id: ADA, workspaces: [TEAM] })
    expect(await slack.openDm(ADA)).toBe(DM)
    expect(asked).toEqual(['auth.test', 'users.info', 'conversations.open'])
    expect(answerOrNone(await slack.membership(ADA))?.groups).toEqual([GROUP])
    expect(await slack.members(GROUP)).toEqual(new Set([ADA]))
    expect(asked.slice(3).sort()).toEqual(['usergroups.list', 'usergroups.users.list'])
  })

  it('when memberships are read, then it knows them, and they hold until a change is announced', async () => {
    const { asked, directory: slack, groupMembers } = directory()
    expect(slack.knownMembership(ADA)).toBeUndefined()
    expect(asked).toEqual([])
    await slack.membership(ADA)
    expect(slack.knownMembership(ADA)?.groups).toEqual([GROUP])
    expect(slack.knownMembership(ADA)?.holds()).toBe(true)
    groupMembers.changed(GROUP)
    expect(slack.knownMembership(ADA)?.holds()).toBe(false)
  })

  it('when our team is asked for at the same moment and again, then Slack is asked once', async () => {
    const { asked, directory: slack } = directory()
    expect(await Promise.all([slack.ourTeam(), slack.ourTeam()])).toEqual([TEAM, TEAM])
    await slack.ourTeam()
    expect(asked).toEqual(['auth.test'])
  })
})
