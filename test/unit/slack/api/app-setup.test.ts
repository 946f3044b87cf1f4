import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { z } from 'zod'
import { NO_ANSWER, REFUSED_FOR_GOOD } from '../../../../src/domain/no-answer.ts'
import { createAppSetup, NEEDED_SCOPES } from '../../../../src/slack/api/app-setup.ts'
import { callSlack } from '../../../../src/slack/api/client.ts'

/** What newkey learns of its app, with what it logs and a clock. */
function learning() {
  const clock = { now: 0 }
  const lines: string[] = []
  const write = (message: string, fields: object = {}): void =>
    void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log = { info: write, warn: write, error: write }
  const setup = createAppSetup(() => clock.now)
  /** A call of a method that Slack answers so. */
  const call = (method: string, data: { readonly ok: boolean; readonly [more: string]: unknown }) =>
    callSlack({ clients: { setup }, log }, method, z.unknown(), async () => {
      if (!data.ok) throw Object.assign(new Error('refused'), { data })
      return data
    })
  const granted = (...scopes: string[]) => ({ ok: true, response_metadata: { scopes } })
  return { clock, lines, log, setup, call, granted }
}
const lacks = (needed: string) => ({ ok: false, error: 'missing_scope', needed })

describe('given the scopes that newkey needs', () => {
  it('then manifest.yml asks for exactly these', () => {
    const { oauth_config } = parse(readFileSync('manifest.yml', 'utf8'))
    expect([...NEEDED_SCOPES].sort()).toEqual([...oauth_config.scopes.bot].sort())
  })

  it('when an answer says which the token has, then those that are missing are named once, and again when they are back', async () => {
    const { lines, setup, call, granted } = learning()
    for (let times = 0; times < 2; times++)
      await call('auth.test', granted('commands', 'users:read', 'im:write'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('lacks the scopes chat:write, usergroups:read. Add')
    expect(setup.deliveryRefusal()).toEqual(REFUSED_FOR_GOOD)
    await call('users.info', granted(...NEEDED_SCOPES, 'reactions:write'))
    expect(lines[1]).toContain('has all scopes')
    expect([setup.deliveryRefusal(), setup.isBroken()]).toEqual([undefined, false])
  })

  it('when one is missing that no delivery needs, then a delivery isn’t refused', async () => {
    const { setup, call, granted } = learning()
    await call('auth.test', granted(...NEEDED_SCOPES.filter((scope) => scope !== 'usergroups:read')))
    expect(setup.deliveryRefusal()).toBeUndefined()
    expect(setup.isBroken()).toBe(true)
  })

  it.each([[[]], [['']], [['no scope at all']], ['commands'], [undefined]])(
    'when an answer says %j, then nothing is taken to be missing',
    async (scopes) => {
      const { lines, setup, call } = learning()
      await call('auth.test', { ok: true, response_metadata: { scopes } })
      expect([lines, setup.isBroken()]).toEqual([[], false])
    },
  )
})

describe('given a call that Slack refuses', () => {
  it.each([
    'missing_scope',
    'invalid_auth',
    'not_authed',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'not_allowed_token_type',
    'no_permission',
    'ekm_access_denied',
    'restricted_action',
    'team_access_not_granted',
    'org_login_required',
    'method_deprecated',
  ])(
    'when it is for good (%s), then the log says what to do, and the answer says that waiting is no use',
    async (error) => {
      const { lines, call } = learning()
      expect(await call('users.info', { ok: false, error })).toEqual({
        kind: 'failed',
        fault: error,
        why: REFUSED_FOR_GOOD,
      })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(`{"method":"users.info","fault":"${error}"}`)
      expect(lines[0]).toMatch(/(Add|Copy|Ask|Check|Install|Update) /)
    },
  )

  it.each(['internal_error', 'fatal_error', 'service_unavailable', 'user_not_found'])(
    'when it may pass (%s), then the answer says so',
    async (error) => {
      const { call } = learning()
      expect(await call('users.info', { ok: false, error })).toMatchObject({ why: NO_ANSWER })
    },
  )

  it('when it lacks a scope, then the log names the scope and the fix, at first and then once in five minutes', async () => {
    const { clock, lines, call } = learning()
    for (clock.now = 0; clock.now <= 600_000; clock.now += 10_000)
      await call('usergroups.list', lacks('usergroups:read'))
    expect(lines).toHaveLength(3)
    expect(lines[0]).toContain('lacks the scope usergroups:read. Add')
    expect(lines[0]).toContain('"scope":"usergroups:read"')
  })

  it.each(['<script>', 'xoxb-1234', 'a'.repeat(2_000), 'chat:write\nfoo', 7])(
    'when what it lacks is no scope (%j), then it is never logged',
    async (needed) => {
      const { lines, call } = learning()
      await call('users.info', { ok: false, error: 'missing_scope', needed })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('lacks a scope that it needs')
      expect(lines[0]).not.toContain(String(needed))
    },
  )

  it('when a post lacks its scope, then no delivery is made until a post succeeds, however long that takes', async () => {
    const { clock, setup, call } = learning()
    await call('chat.postMessage', lacks('chat:write'))
    expect(setup.deliveryRefusal()).toEqual(REFUSED_FOR_GOOD)
    await call('auth.test', { ok: true })
    expect(setup.deliveryRefusal()).toEqual(REFUSED_FOR_GOOD)
    await call('chat.update', { ok: true })
    expect(setup.deliveryRefusal()).toBeUndefined()
    await call('chat.postMessage', lacks('chat:write'))
    clock.now += 86_400_000
    expect(setup.deliveryRefusal()).toEqual(REFUSED_FOR_GOOD)
    expect(setup.isBroken()).toBe(true)
  })

  it('when a delivery is refused because of the token, then only a delivery disproves that', async () => {
    const { setup, call } = learning()
    await call('chat.postEphemeral', { ok: false, error: 'token_revoked' })
    await call('users.info', { ok: true })
    expect(setup.deliveryRefusal()).toEqual(REFUSED_FOR_GOOD)
    await call('chat.postEphemeral', { ok: true })
    expect(setup.deliveryRefusal()).toBeUndefined()
  })

  it.each([true, false])(
    'when a channel is the cause, then AUDIT_CHANNEL is named only if it is that one (%s)',
    async (inAuditChannel) => {
      const { lines, log, setup } = learning()
      const refuse = async (): Promise<never> => {
        throw Object.assign(new Error('refused'), { data: { ok: false, error: 'channel_not_found' } })
      }
      await callSlack({ clients: { setup }, log }, 'chat.postMessage', z.unknown(), refuse, inAuditChannel)
      expect(lines.join().includes('Check AUDIT_CHANNEL')).toBe(inAuditChannel)
    },
  )

  it('when newkey isn’t in the audit channel, then keys are delivered all the same', async () => {
    const { setup, call } = learning()
    await call('chat.postMessage', { ok: false, error: 'not_in_channel' })
    await call('chat.postMessage', { ok: false, error: 'restricted_action' })
    expect(setup.deliveryRefusal()).toBeUndefined()
  })
})
