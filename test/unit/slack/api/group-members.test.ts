import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { answerOrNone } from '../../../../src/domain/no-answer.ts'
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

interface Answers {
  readonly groups?: object
  /** Of the answer to which groups there are. */
  readonly status?: number
  readonly members: (asked: URLSearchParams) => object
}

/** Two groups at a Slack that answers so; `asked` is what it was asked of their members. */
async function slack(answers: Answers) {
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
  const clock = { now: 0 }
  const members = createGroupMembers({ clients, groups, log, monotonic: () => clock.now })
  return { asked, members, clock }
}
/** The same, with Ada's membership. */
async function membership(answers: Answers) {
  const made = await slack(answers)
  return { ...made, answer: answerOrNone(await made.members.membership(ADA)) }
}
const users = (...ids: string[]): object => ({ ok: true, users: ids })

describe('given two approved groups', () => {
  it('when Ada is in the second, then she is a member of that one', async () => {
    const { answer } = await membership({
      members: (asked) => users(...(asked.get('usergroup') === OTHER_GROUP ? [BOB, ADA] : [BOB])),
    })
    expect(answer?.groups).toEqual([OTHER_GROUP])
  })

  it('when she is in neither, then she is an outsider', async () => {
    expect((await membership({ members: () => users(BOB) })).answer?.groups).toEqual([])
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
    expect((await membership({ groups, members })).answer?.groups).toEqual([])
  })

  it('when Slack doesn’t know one of them any more, then she isn’t a member of it', async () => {
    const groups = { ok: true, usergroups: [{ id: OTHER_GROUP, date_delete: 0 }] }
    const members = (asked: URLSearchParams): object =>
      users(...(asked.get('usergroup') === GROUP ? [ADA] : []))
    expect((await membership({ groups, members })).answer?.groups).toEqual([])
  })

  it('when a list has pages, then all are read', async () => {
    const members = (asked: URLSearchParams): object => {
      if (asked.get('usergroup') !== GROUP) return users()
      const more = asked.get('cursor') ? {} : { response_metadata: { next_cursor: 'page 2' } }
      return { ...users(asked.get('cursor') === 'page 2' ? ADA : BOB), ...more }
    }
    const { answer, asked } = await membership({ members })
    expect(answer?.groups).toEqual([GROUP])
    expect(asked.sort()).toEqual([OTHER_GROUP, GROUP, `${GROUP} page 2`].sort())
  })

  it('when pages never end, then that is no answer', async () => {
    const members = (): object => ({ ...users(BOB), response_metadata: { next_cursor: 'again' } })
    expect((await membership({ members })).answer).toBeUndefined()
  })

  it('when the other one can’t be read, then a membership that was read counts', async () => {
    const members = (asked: URLSearchParams): object =>
      asked.get('usergroup') === GROUP ? users(ADA) : refused('internal_error')
    expect((await membership({ members })).answer?.groups).toEqual([GROUP])
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
        (await membership({ groups: { ok: true, usergroups }, members: () => users(ADA) })).answer?.groups,
      ).toEqual([])
  })

  it('when a group that isn’t approved is listed oddly, then that harms nobody', async () => {
    const groups = { ok: true, usergroups: [...ENABLED.usergroups, { id: 'S0SOMETHING' }] }
    expect((await membership({ groups, members: () => users(ADA) })).answer?.groups).toEqual([
      GROUP,
      OTHER_GROUP,
    ])
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

describe('given a membership that was read', () => {
  it('when she is in several groups, then it names them all, in the order of the settings', async () => {
    expect((await membership({ members: () => users(ADA, BOB) })).answer?.groups).toEqual([
      GROUP,
      OTHER_GROUP,
    ])
  })

  it('when nothing has changed, then it holds, until a change of her group is announced', async () => {
    const { answer, members } = await membership({ members: () => users(ADA) })
    expect(answer?.holds()).toBe(true)
    members.changed('S0SOMETHING')
    expect(answer?.holds()).toBe(true)
    members.changed(GROUP)
    expect(answer?.holds()).toBe(false)
  })

  it('when 30 s have passed, then it holds no more', async () => {
    const { answer, clock } = await membership({ members: () => users(ADA) })
    clock.now = 30_000
    expect(answer?.holds()).toBe(true)
    clock.now = 30_001
    expect(answer?.holds()).toBe(false)
  })

  it('when a change is announced, then the group is read again', async () => {
    let list = users(ADA)
    const { members } = await membership({ members: () => list })
    list = users(BOB)
    expect(answerOrNone(await members.membership(ADA))?.groups).toEqual([GROUP, OTHER_GROUP])
    members.changed(GROUP)
    expect(answerOrNone(await members.membership(ADA))?.groups).toEqual([OTHER_GROUP])
  })

  it('when the group is disabled meanwhile, then she isn’t in it', async () => {
    const groups = { ok: true, usergroups: [{ id: GROUP, date_delete: 0 }] }
    const { members } = await membership({ groups, members: () => users(ADA) })
    groups.usergroups = [{ id: GROUP, date_delete: 1 }]
    members.changed(GROUP)
    expect(answerOrNone(await members.membership(ADA))?.groups).toEqual([])
  })
})

describe('given what is known of memberships', () => {
  it('when nothing was read, then nothing is known, and Slack isn’t asked', async () => {
    const { members, asked } = await slack({ members: () => users(ADA) })
    expect(members.knownMembership(ADA)).toBeUndefined()
    expect(asked).toEqual([])
  })

  it('when the lists were read for one person, then it is known of all, and Slack isn’t asked', async () => {
    const { members, asked } = await membership({ members: () => users(ADA) })
    const before = asked.length
    expect(members.knownMembership(ADA)?.groups).toEqual([GROUP, OTHER_GROUP])
    expect(members.knownMembership(BOB)?.groups).toEqual([])
    expect(asked).toHaveLength(before)
  })

  it('when a change of any group is announced, or 30 s have passed, then it is known still, and doesn’t hold', async () => {
    const { members, clock } = await membership({ members: () => users(BOB) })
    expect(members.knownMembership(ADA)?.holds()).toBe(true)
    members.changed(OTHER_GROUP)
    expect(members.knownMembership(ADA)?.groups).toEqual([])
    expect(members.knownMembership(ADA)?.holds()).toBe(false)
    await members.membership(ADA)
    expect(members.knownMembership(ADA)?.holds()).toBe(true)
    clock.now = 30_001
    expect(members.knownMembership(ADA)?.groups).toEqual([])
    expect(members.knownMembership(ADA)?.holds()).toBe(false)
  })

  it('when a list that may hold somebody couldn’t be read, then it isn’t known that they are in no group', async () => {
    const members = (asked: URLSearchParams): object =>
      asked.get('usergroup') === GROUP ? users(ADA) : refused('internal_error')
    const read = await membership({ members })
    expect(read.members.knownMembership(ADA)?.groups).toEqual([GROUP])
    expect(read.members.knownMembership(BOB)).toBeUndefined()
  })
})

describe('given the groups to speak of', () => {
  it('when Slack has said that one is disabled, then it isn’t named; where all are, all are', async () => {
    const groups = {
      ok: true,
      usergroups: [
        { id: GROUP, date_delete: 1 },
        { id: OTHER_GROUP, date_delete: 0 },
      ],
    }
    const { members } = await slack({ groups, members: () => users(ADA) })
    expect(members.enabled()).toEqual([GROUP, OTHER_GROUP])
    await members.membership(ADA)
    expect(members.enabled()).toEqual([OTHER_GROUP])
    groups.usergroups = []
    members.changed(GROUP)
    await members.membership(ADA)
    expect(members.enabled()).toEqual([GROUP, OTHER_GROUP])
  })
})
