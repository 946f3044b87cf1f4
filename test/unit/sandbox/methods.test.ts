import { describe, expect, it } from '@jest/globals'
import { GENERAL, PAYMENTS } from '../../../sandbox/slack/channels.ts'
import { ADA } from '../../../sandbox/slack/people.ts'
import { createSlack } from '../../../sandbox/slack/workspace.ts'

function workspace(homeTab = false) {
  let now = Date.UTC(2026, 10, 25)
  const slack = createSlack({
    url: 'http://127.0.0.1:1',
    now: () => now,
    botToken: 'xoxb-1',
    signingSecret: 'signing',
    homeTab,
    scopes: ['chat:write', 'im:write'],
  })
  /** Calls a method as the app does, and says what went wrong, or ok. */
  const call = (method: string, body: object): string => {
    const headers = { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' }
    const fate = slack.handle({ method: 'POST', path: `/api/${method}`, headers, body: JSON.stringify(body) })
    const { ok, error } = fate.kind === 'answer' ? JSON.parse(fate.body) : {}
    return ok ? 'ok' : error
  }
  const trigger = (): string => {
    const { body } = slack.command(ADA, 'payments-svc')
    return new URLSearchParams(body).get('trigger_id') ?? ''
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { slack, call, trigger, pass }
}
const modal = { type: 'modal', title: { type: 'plain_text', text: 'A key' }, blocks: [{ type: 'divider' }] }

/** Slack docs: the page of each method names its errors. */
describe('given the Web API of the workspace', () => {
  it('when the app posts where it wasn’t invited, or what Slack doesn’t take, then Slack refuses', () => {
    const { call } = workspace()
    expect(call('chat.postMessage', { channel: GENERAL, text: 'hello' })).toBe('ok')
    expect(call('chat.postMessage', { channel: PAYMENTS, text: 'hello' })).toBe('not_in_channel')
    expect(call('chat.postMessage', { channel: 'C0NOWHERE1', text: 'hello' })).toBe('channel_not_found')
    expect(call('chat.postMessage', { channel: GENERAL, blocks: [{ type: 'video' }] })).toBe('invalid_blocks')
    expect(call('constructor', {})).toBe('unknown_method')
  })

  it('when the app opens a DM, then it gets the id, and the whole DM where it asks with return_im', () => {
    const { slack } = workspace()
    const open = (more: object): unknown => {
      const headers = { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' }
      const body = JSON.stringify({ users: ADA, ...more })
      const fate = slack.handle({ method: 'POST', path: '/api/conversations.open', headers, body })
      return fate.kind === 'answer' ? JSON.parse(fate.body).channel : fate.kind
    }
    expect(open({})).toEqual({ id: 'D0ADA00001' })
    expect(open({ return_im: true })).toMatchObject({ id: 'D0ADA00001', is_im: true, user: ADA })
  })

  it('when the app answers a command with what Slack doesn’t take, then nobody sees it, and the address is still good', () => {
    const { slack } = workspace()
    const address = new URLSearchParams(slack.command(ADA, 'payments-svc').body).get('response_url') ?? ''
    const answer = (body: object): unknown => {
      const path = new URL(address).pathname
      const fate = slack.handle({ method: 'POST', path, headers: {}, body: JSON.stringify(body) })
      return fate.kind === 'answer' ? [fate.status, fate.body] : fate.kind
    }
    const refused = [400, '{"ok":false,"error":"invalid_blocks"}']
    for (let tries = 0; tries < 6; tries++) expect(answer({ blocks: [{ type: 'video' }] })).toEqual(refused)
    expect(slack.screen(ADA)).toEqual([])
    expect(answer({ text: 'ready', blocks: [{ type: 'divider' }] })).toEqual([200, 'ok'])
    slack.acked(ADA, GENERAL, 200, JSON.stringify({ blocks: [{ type: 'video' }] }))
    expect(slack.screen(ADA).map(({ text }) => text)).toEqual([
      'ready',
      '/newkey failed with the error "invalid_command_response"',
    ])
  })

  it('when the app changes a message, then what it leaves out stays, and other people’s messages do too', () => {
    const { slack, call } = workspace()
    call('chat.postMessage', { channel: GENERAL, text: 'hello', blocks: [{ type: 'divider' }] })
    slack.say({ id: ADA, name: 'ada' }, GENERAL, 'mine')
    const [own, hers] = slack.screen(ADA)
    expect(call('chat.update', { channel: GENERAL, ts: own?.ts, text: 'changed' })).toBe('ok')
    expect(slack.screen(ADA)[0]).toMatchObject({ text: 'changed', blocks: [{ type: 'divider' }] })
    expect(call('chat.update', { channel: GENERAL, ts: hers?.ts, text: 'changed' })).toBe(
      'cant_update_message',
    )
    expect(call('chat.update', { channel: GENERAL, ts: '1.1', text: 'changed' })).toBe('message_not_found')
  })

  it('when the app opens a modal, then its trigger is good for one, within three seconds', () => {
    const { slack, call, trigger, pass } = workspace()
    const [first, second] = [trigger(), trigger()]
    expect(call('views.open', { trigger_id: first, view: modal })).toBe('ok')
    expect(slack.views.top(ADA)?.title.text).toBe('A key')
    expect(call('views.open', { trigger_id: first, view: modal })).toBe('exchanged_trigger_id')
    pass(3_001)
    expect(call('views.open', { trigger_id: second, view: modal })).toBe('expired_trigger_id')
    expect(call('views.open', { trigger_id: 'made up', view: modal })).toBe('invalid_trigger_id')
    expect(call('views.open', { trigger_id: trigger(), view: { type: 'modal' } })).toBe('invalid_arguments')
  })

  it('when the app publishes a Home tab, then its manifest must have asked for one', () => {
    const home = { type: 'home', blocks: [{ type: 'divider' }] }
    expect(workspace().call('views.publish', { user_id: ADA, view: home })).toBe('not_enabled')
    const { slack, call } = workspace(true)
    expect(call('views.publish', { user_id: ADA, view: home })).toBe('ok')
    expect(call('views.publish', { user_id: ADA, view: home, hash: 'old' })).toBe('hash_conflict')
    expect(call('views.publish', { user_id: 'U0NOBODY01', view: home })).toBe('invalid_arguments')
    expect(slack.views.home(ADA)?.blocks).toMatchObject([{ type: 'divider' }])
  })
})

describe('given what Slack sends about a view', () => {
  it('then it says all that Slack says, with what was filled in', () => {
    const { slack, call, trigger } = workspace()
    const input = {
      type: 'input',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'value' },
    }
    const submit = { type: 'plain_text', text: 'Go' }
    call('views.open', {
      trigger_id: trigger(),
      view: { ...modal, submit, callback_id: 'form', blocks: [input] },
    })
    const view = slack.views.top(ADA)
    if (!view) throw new Error('there is no modal')
    const [{ block_id = '' } = {}] = view.blocks
    const { body } = slack.submit(ADA, view, { [block_id]: { value: 'payments-svc' } })
    const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '')
    expect(payload).toMatchObject({ type: 'view_submission', user: { id: ADA }, view: { id: view.id } })
    expect(payload.view).toMatchObject({
      callback_id: 'form',
      private_metadata: '',
      external_id: '',
      close: null,
      clear_on_close: false,
      root_view_id: view.id,
      previous_view_id: null,
      team_id: 'T0NEWKEY01',
      state: { values: { [block_id]: { value: { type: 'plain_text_input', value: 'payments-svc' } } } },
    })
  })
})
