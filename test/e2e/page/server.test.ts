import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Page, servePage } from '../../../sandbox/page/server.ts'
import type { View } from '../../../sandbox/page/view.ts'
import { createSandbox, type Sandbox } from '../../../sandbox/sandbox.ts'

const ADA = 'U0ADA00001'
/** Processes start here, half a second each, and longer where other tests run beside them (ms). */
const PATIENCE_MS = 30_000
let sandbox: Sandbox
let page: Page

/** Gives the tests of one block a page and a sandbox of their own. */
function openPage(): void {
  beforeAll(async () => {
    sandbox = await createSandbox({ leads: true })
    page = await servePage(sandbox, 0)
    await sandbox.bot.start()
  }, PATIENCE_MS)
  afterAll(async () => {
    await page.close()
    await sandbox.close()
  }, PATIENCE_MS)
}

/** One request with headers of one's own choice, which fetch wouldn't let through. */
async function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<number> {
  const method = body === undefined ? 'GET' : 'POST'
  const sent = request(page.url + path, { method, headers })
  sent.end(body)
  const [answer] = await once(sent, 'response')
  answer.resume()
  return answer.statusCode
}
/** Resolves when it is so. */
const comes = (isSo: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (isSo()) resolve()
    }
    sandbox.changed(look)
    look()
  })
const isRecorded = (event: string): boolean =>
  sandbox.bot.lines.some((line) => line.includes(`"event":"${event}"`))
/** What somebody sees now. */
async function look(me: string, session: string): Promise<View> {
  const answer = await fetch(`${page.url}/live?me=${me}&session=${session}`)
  const reader = answer.body?.getReader()
  let text = ''
  // The first picture is the whole of it; another may have come right behind.
  while (!text.includes('\n\n')) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done) break
    text += new TextDecoder().decode(value)
  }
  await reader?.cancel()
  return JSON.parse(text.slice('data: '.length, text.indexOf('\n\n')))
}
const JSON_TYPE = { 'content-type': 'application/json' }
const act = (action: object): Promise<number> => ask('/do', JSON_TYPE, JSON.stringify(action))

describe('given the page’s server', () => {
  openPage()

  it.each([
    ['the page', '/', {}, undefined, 200],
    ['its script', '/main.js', {}, undefined, 200],
    ['its styles', '/page.css', {}, undefined, 200],
    ['something else', '/../package.json', {}, undefined, 404],
    ['the page by another name, as after a rebound DNS', '/', { host: 'evil.example' }, undefined, 403],
    ['an action', '/do', JSON_TYPE, '{"do":"close","me":"U0ADA00001","view":"V1"}', 200],
    [
      'an action from another site’s page',
      '/do',
      { ...JSON_TYPE, origin: 'https://evil.example' },
      '{"do":"kill"}',
      403,
    ],
    ['an action as a form sends it', '/do', { 'content-type': 'text/plain' }, '{"do":"kill"}', 415],
    ['what isn’t JSON', '/do', JSON_TYPE, '{', 400],
    ['an action that there isn’t', '/do', JSON_TYPE, '{"do":"fly"}', 400],
    [
      'an action of somebody who isn’t there',
      '/do',
      JSON_TYPE,
      '{"do":"close","me":"U0NEWKEY01","view":"V1"}',
      400,
    ],
    ['an action of more than 64 KiB', '/do', JSON_TYPE, `{"do":"${'x'.repeat(70_000)}"}`, 413],
    ['an action by another way', '/do', {}, undefined, 404],
    ['a path that isn’t one', '//', {}, undefined, 404],
    [
      'words of a guest in a channel of the leads',
      '/do',
      JSON_TYPE,
      '{"do":"type","me":"U0GUEST001","place":"C0KEYAUDIT","text":"hello"}',
      400,
    ],
  ])('when somebody asks for %s, then the status says so', async (_, path, headers, body, status) => {
    const before = sandbox.slack.count()
    expect(await ask(path, headers, body)).toBe(status)
    expect(sandbox.bot.state()).toBe('running')
    expect(sandbox.slack.count()).toBe(before)
  })

  it('when a page that was left open asks for somebody who isn’t there any more, then it gets Ada', async () => {
    expect((await look('U0GONE', 'x')).me).toBe(ADA)
  })

  it(
    'when newkey is killed and started at the same moment, then it is started after it was killed',
    async () => {
      const before = sandbox.recorder.requests.length
      const [killed, started] = [act({ do: 'kill' }), act({ do: 'start' })]
      expect(await Promise.all([killed, started])).toEqual([200, 200])
      // It has asked Slack again who it is.
      expect(sandbox.recorder.requests.length).toBeGreaterThan(before)
      expect(sandbox.bot.state()).toBe('running')
    },
    PATIENCE_MS,
  )

  it(
    'when newkey is killed while it is being started, then it is dead, and can be started again',
    async () => {
      await act({ do: 'kill' })
      await Promise.all([act({ do: 'start' }), act({ do: 'kill' })])
      expect(sandbox.bot.state()).toBe('stopped')
      await act({ do: 'start' })
      expect(sandbox.bot.state()).toBe('running')
    },
    PATIENCE_MS,
  )

  it('when something is pressed that isn’t there, then that is said, and the server lives', async () => {
    expect(await act({ do: 'press', me: ADA, ts: '1.000001', action: 'confirm' })).toBe(200)
    expect(await act({ do: 'press_in_view', me: ADA, view: 'V1', action: 'confirm' })).toBe(200)
    expect(await act({ do: 'submit', me: ADA, view: 'V1', values: {} })).toBe(200)
    sandbox.slack.say({ id: ADA, name: 'ada' }, 'C0GENERAL1', 'nothing to press')
    const ts = sandbox.slack.screen(ADA).at(-1)?.ts ?? ''
    expect(await act({ do: 'press', me: ADA, ts, action: 'confirm' })).toBe(200)
    expect(await ask('/')).toBe(200)
  })
})

describe('given the page’s server and a key', () => {
  openPage()

  it(
    'when it was delivered, then its secret is in what Ada’s open page gets, in one message, and in no later or other one',
    async () => {
      const before = await look(ADA, 'open before')
      expect(before.paths).toEqual([])
      await act({ do: 'type', me: ADA, place: 'C0PAYMENTS', text: '/newkey payments-svc' })
      await comes(() => isRecorded('delivered'))
      const secret = [...sandbox.twilio.keys.values()][0]?.secret ?? 'none'
      const times = async (me: string, session: string): Promise<number> =>
        JSON.stringify(await look(me, session)).split(secret).length - 1
      expect(await times(ADA, 'open before')).toBe(1)
      expect(await times(ADA, 'opened after')).toBe(0)
      expect(await times('U0BOB00001', 'open before')).toBe(0)

      // How many requests carried a secret is counted over all of them, not over those that are shown.
      const { carried } = await look(ADA, 'x')
      expect(carried).toBe(1)
      await act({ do: 'type', me: 'U0EVE00001', place: 'C0PAYMENTS', text: '/newkey mine' })
      await comes(() => isRecorded('denied'))
      const made = sandbox.recorder.requests.length
      // What is Slack's fault is no refusal of theirs; but nobody gets more than thirty commands looked at in a minute.
      await act({ do: 'trouble_slack', name: 'down' })
      for (const me of [ADA, 'U0BOB00001', 'U0GRACE001'])
        for (let time = 0; time < 25; time++)
          await act({ do: 'type', me, place: 'C0PAYMENTS', text: '/newkey mine' })
      await comes(() => sandbox.recorder.requests.length >= made + 110)
      expect(await look(ADA, 'x')).toMatchObject({ carried: 1, tried: { asked: true, refused: true } })
    },
    PATIENCE_MS,
  )
})
