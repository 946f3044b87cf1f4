import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Secret } from '../../../../src/secret.ts'
import { createClients } from '../../../../src/slack/api/client.ts'
import { createGroupMembers } from '../../../../src/slack/api/group-members.ts'
import { ADA, BOB, GROUP, OTHER_GROUP } from '../../ids.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const refused = (error: string) => ({ ok: false, error })
const ENABLED = {
  ok: true,
  usergroups: [
    { id: GROUP, date_delete: 0 },
    { id: OTHER_GROUP, date_delete: 0 },
  ],
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Asks for Ada's membership of two groups, at a Slack that answers so; `asked` is what it was asked. */
async function membership(answers: {
  readonly groups?: object
  /** Of the answer to which groups there are. */
  readonly status?: number
  readonly members: (asked: URLSearchParams) => object
}) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const form = new URLSearchParams(body)
    const list = request.url === '/api/usergroups.list'
    if (!list) asked.push(`${form.get('usergroup')} ${form.get('cursor') ?? ''}`.trim())
    if (list) response.statusCode = answers.status ?? 200
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(list ? (answers.groups ?? ENABLED) : answers.members(form)))
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const clients = createClients({ token: new Secret('xoxb-unit'), apiUrl: `http://127.0.0.1:${port}/api/` })
  const groups = [GROUP, OTHER_GROUP]
  const members = createGroupMembers({ clients, groups, log, monotonic: () => 0 })
  return { answer: await members.membership(ADA), asked, members }
}
const users = (...ids: string[]): object => ({ ok: true, users: ids })

describe('given two approved groups', () => {
  it('when Ada is in the second, then she is a member of that one', async () => {
    const { answer } = await membership({
      members: (asked) => users(...(asked.get('usergroup') === OTHER_GROUP ? [BOB, ADA] : [BOB])),
    })
    expect(answer).toEqual({ kind: 'member', group: OTHER_GROUP })
  })

  it('when she is in neither, then she is an outsider', async () => {
    expect((await membership({ members: () => users(BOB) })).answer).toEqual({ kind: 'outsider' })
  })

  it('when Slack lists her in one that is disabled, then she isn’t a member of it', async () => {
    const groups = {
      ok: true,
      usergroups: [
        { id: GROUP, date_delete: 1_700_000_000 },
        { id: OTHER_GROUP, date_delete: 0 },
      ],
    }
    const members = (asked: URLSearchParams): object =>
      users(...(asked.get('usergroup') === GROUP ? [ADA] : []))
    expect((await membership({ groups, members })).answer).toEqual({ kind: 'outsider' })
  })

  it('when Slack doesn’t know one of them any more, then she isn’t a member of it', async () => {
    const groups = { ok: true, usergroups: [{ id: OTHER_GROUP, date_delete: 0 }] }
    const members = (asked: URLSearchParams): object =>
      users(...(asked.get('usergroup') === GROUP ? [ADA] : []))
    expect((await membership({ groups, members })).answer).toEqual({ kind: 'outsider' })
  })

  it('when a list has pages, then all are read', async () => {
    const members = (asked: URLSearchParams): object => {
      if (asked.get('usergroup') !== GROUP) return users()
      const more = asked.get('cursor') ? {} : { response_metadata: { next_cursor: 'page 2' } }
      return { ...users(asked.get('cursor') === 'page 2' ? ADA : BOB), ...more }
    }
    const { answer, asked } = await membership({ members })
    expect(answer).toEqual({ kind: 'member', group: GROUP })
    expect(asked.sort()).toEqual([OTHER_GROUP, GROUP, `${GROUP} page 2`].sort())
  })

  it('when pages never end, then that is no answer', async () => {
    const members = (): object => ({ ...users(BOB), response_metadata: { next_cursor: 'again' } })
    expect((await membership({ members })).answer).toBeUndefined()
  })

  it('when the other one can’t be read, then a membership that was read counts', async () => {
    const members = (asked: URLSearchParams): object =>
      asked.get('usergroup') === GROUP ? users(ADA) : refused('internal_error')
    expect((await membership({ members })).answer).toEqual({ kind: 'member', group: GROUP })
  })

  it('when one can’t be read and she isn’t in the other, then that is no answer', async () => {
    const members = (asked: URLSearchParams): object =>
      asked.get('usergroup') === GROUP ? users(BOB) : refused('internal_error')
    expect((await membership({ members })).answer).toBeUndefined()
  })

  it.each([
    refused('missing_scope'),
    refused('unknown_method'),
    refused('no_such_subteam'),
    { ok: true },
    { ok: true, usergroups: 'all' },
    { ok: true, usergroups: [GROUP, OTHER_GROUP] },
    { ok: true, usergroups: [{ id: GROUP }, { id: OTHER_GROUP, date_delete: 0 }] },
    { ok: true, usergroups: [{ id: GROUP, date_delete: null }] },
    { ok: true, usergroups: [{ id: GROUP, date_delete: '0' }] },
    { ok: true, usergroups: [{ id: GROUP, date_delete: -1 }] },
    { ...ENABLED, response_metadata: { next_cursor: 'more' } },
  ])('when Slack says %j of which groups are enabled, then that is no answer', async (groups) => {
    expect((await membership({ groups, members: () => users(ADA) })).answer).toBeUndefined()
  })

  it.each([404, 405, 501])(
    'when there is a %i in place of the list of groups, then the lists of members open nothing',
    async (status) => {
      expect((await membership({ status, members: () => users(ADA) })).answer).toBeUndefined()
    },
  )

  it('when a group is listed twice, enabled and disabled, then it is disabled', async () => {
    const twice = [
      { id: GROUP, date_delete: 0 },
      { id: GROUP, date_delete: 1_700_000_000 },
    ]
    for (const usergroups of [twice, twice.toReversed()])
      expect(
        (await membership({ groups: { ok: true, usergroups }, members: () => users(ADA) })).answer,
      ).toEqual({ kind: 'outsider' })
  })

  it('when a group that isn’t approved is listed oddly, then that harms nobody', async () => {
    const groups = { ok: true, usergroups: [...ENABLED.usergroups, { id: 'S0SOMETHING' }] }
    expect((await membership({ groups, members: () => users(ADA) })).answer).toEqual({
      kind: 'member',
      group: GROUP,
    })
  })

  it.each([[[ADA, null]], [[ADA, { id: BOB }]], [[ADA, '']], [[ADA, '*']], [{ [ADA]: true }], [ADA]])(
    'when a list of members is %j, then that is no answer',
    async (list) => {
      const members = (): object => ({ ok: true, users: list })
      expect((await membership({ members })).answer).toBeUndefined()
    },
  )

  it('when pages lead in a circle, then that is no answer, and each is asked for once', async () => {
    const members = (asked: URLSearchParams): object => {
      const next = { a: 'b', b: 'a' }[asked.get('cursor') ?? ''] ?? 'a'
      return { ...users(BOB), response_metadata: { next_cursor: next } }
    }
    const { answer, asked } = await membership({ members })
    expect(answer).toBeUndefined()
    expect(asked.filter((one) => one.startsWith(GROUP))).toEqual([GROUP, `${GROUP} a`, `${GROUP} b`])
  })

  it.each([{ next_cursor: null }, { next_cursor: 7 }])(
    'when a list’s %j isn’t a cursor, then that is no answer',
    async (response_metadata) => {
      const members = (): object => ({ ...users(ADA), response_metadata })
      expect((await membership({ members })).answer).toBeUndefined()
    },
  )
})

describe('given a member who is asked about once more', () => {
  it('when nothing has changed, then it holds, until a change is announced', async () => {
    const { members } = await membership({ members: () => users(ADA) })
    const standing = await members.stillIn(ADA, GROUP)
    expect([standing?.member, standing?.holds()]).toEqual([true, true])
    members.changed('S0SOMETHING')
    expect(standing?.holds()).toBe(true)
    members.changed(GROUP)
    expect(standing?.holds()).toBe(false)
  })

  it('when a change is announced, then the group is read again', async () => {
    let list = users(ADA)
    const { members } = await membership({ members: () => list })
    list = users(BOB)
    expect((await members.stillIn(ADA, GROUP))?.member).toBe(true)
    members.changed(GROUP)
    expect((await members.stillIn(ADA, GROUP))?.member).toBe(false)
  })

  it('when the group is disabled meanwhile, then they aren’t in it', async () => {
    const groups = { ok: true, usergroups: [{ id: GROUP, date_delete: 0 }] }
    const { members } = await membership({ groups, members: () => users(ADA) })
    groups.usergroups = [{ id: GROUP, date_delete: 1 }]
    members.changed(GROUP)
    expect((await members.stillIn(ADA, GROUP))?.member).toBe(false)
  })
})
