import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from '@jest/globals'
import type { Fate, WireRequest } from '../../sandbox/exchange.ts'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { ADA, GROUP } from '../../sandbox/slack/people.ts'
import type { Signed } from '../../sandbox/slack/signed.ts'
import { createSlack, type ScreenMessage, type SlackWorkspace } from '../../sandbox/slack/workspace.ts'
import { createTwilio, type TwilioAccount } from '../../sandbox/twilio/account.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { createApp } from '../../src/process/app.ts'
import { countedIds, counter } from './counted.ts'
import { mount } from './net.ts'
import { replyOf } from './replies.ts'
import { transcriptLine } from './transcript.ts'

export const ACCOUNT = `AC${'a'.repeat(32)}`
export const START = Date.UTC(2026, 10, 24, 8, 0, 0)

/** For scenarios in which a vendor doesn't answer (ms). */
export const HANGS = { deadlineMs: 800 }

/** The vendors' fakes behind nock, and the real app in front of them. */
export interface WiredApp {
  readonly slack: SlackWorkspace
  readonly twilio: TwilioAccount
  /** Every request that left the process, one readable line each. */
  transcript(): string[]
  /** The audit records' events with their outcomes, in order. */
  audit(): string[]
  /** Every line that was logged. */
  readonly log: string[]
  /** Moves the clock (ms). */
  pass(ms: number): void
  readonly url: string
  /** The app's database. */
  readonly file: string
  /** Sends what Slack signed to the app, and resolves with its answer when all work it started is done. */
  send(signed: Signed): Promise<{ readonly status: number; readonly body: string }>
  /** Types a command as somebody, in #general. */
  type(text: string, user?: string): Promise<{ readonly status: number; readonly body: string }>
  /** Presses a button on a message that somebody sees. */
  press(user: string, message: ScreenMessage, action: string): Promise<void>
  /** How many requests carried a secret that Twilio made, and where else one was found. */
  secretSeen(): { readonly requests: number; readonly elsewhere: string[] }
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  /** Stops the app and starts it again on the same file; `between` happens while it is stopped. */
  restart(between?: () => unknown): Promise<void>
  stop(): Promise<void>
}

/** What there is before the app starts; `file` is its database. */
export type BeforeStart = Pick<WiredApp, 'slack' | 'twilio' | 'file'>

export interface Setting {
  /** How long the app waits for the vendors (ms). Shorter where a fake hangs, since this is real time. */
  readonly deadlineMs?: number
  /** Keys of the type Main that the account has. */
  readonly mainKeys?: ReadonlyArray<{ readonly sid: string; readonly secret: string }>
  readonly env?: Readonly<Record<string, string>>
  /** Whether the workspace belongs to an organisation (Slack docs: "Enterprise Grid"). */
  readonly grid?: boolean
  /** Happens while a request of the app's is on its way to a fake. */
  readonly meanwhile?: (request: WireRequest) => unknown
  /** Waits (ms). Without it, nothing that is waited for is ever over. */
  readonly pause?: (ms: number) => Promise<void>
  /** Prepares the fakes and the database before the app starts. */
  /** Whether the clock that never goes back has fractions of milliseconds. */
  readonly fractions?: boolean
  readonly before?: (given: BeforeStart) => unknown
}

/** How to stop what a test has started, also when its start failed half way or the test was given up. */
const started: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of started.splice(0)) await stop()
})

/** Starts the app with fakes and a folder of its own; it is stopped at the latest when the test ends. */
export async function startWiredApp({
  env = {},
  grid = false,
  mainKeys = [],
  deadlineMs = 20_000,
  before,
  fractions = false,
  meanwhile,
  pause = () => new Promise(() => undefined),
}: Setting = {}): Promise<WiredApp> {
  let now = START
  const clock = (): number => now
  const folder = mkdtempSync(join(tmpdir(), 'newkey-wire-'))
  const sent: { readonly request: WireRequest; readonly host: string; readonly fate: Fate }[] = []
  let arrived = 0
  const log: string[] = []
  const slack = createSlack({
    url: 'https://hooks.slack.com',
    now: clock,
    botToken: 'xoxb-wire',
    signingSecret: 'wire-signing',
    grid,
  })
  const twilio = createTwilio({
    now: clock,
    account: ACCOUNT,
    authToken: 'wire-auth-token',
    mainKeys,
    random: counter(),
  })
  const file = join(folder, 'newkey.db')
  const undo = [async () => rmSync(folder, { recursive: true, force: true })]
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      const faults: unknown[] = []
      for (const step of undo.reverse()) await step().catch((fault: unknown) => faults.push(fault))
      if (faults.length > 0) throw faults[0]
    })()
    return stopped
  }
  started.push(stop)
  await before?.({ slack, twilio, file })
  if (stopped) throw new Error('the test was over before its wire was up')

  const hosts = ['slack.com', 'hooks.slack.com', 'api.twilio.com', 'api.dublin.ie1.twilio.com']
  const unmount = mount(hosts, async (request, host) => {
    // Bodies are read at their own pace: the order is that of arrival.
    const place = arrived++
    const url = new URL(request.url)
    const wire = {
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    }
    await meanwhile?.(wire)
    const fate = (host.endsWith('slack.com') ? slack : twilio).handle(wire)
    sent[place] = { request: wire, host, fate }
    return replyOf(fate)
  })
  undo.push(async () => unmount())

  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-wire',
    SLACK_SIGNING_SECRET: 'wire-signing',
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: 'wire-auth-token',
    APPROVED_USER_GROUPS: GROUP,
    DATABASE_URL: `file:${file}`,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'trace',
    ...env,
  })
  if (config.kind === 'invalid') throw new Error(config.problems.join('\n'))
  const ids = countedIds()
  let readings = 0
  /** With `fractions` it is like Node's own: it has fractions of milliseconds, and two readings differ. */
  const monotonic = (): number => {
    readings += 1
    return clock() + (fractions ? readings * 0.001 : 0)
  }
  const create = () =>
    createApp(config.config, {
      now: clock,
      steady: clock,
      monotonic,
      pause,
      newId: ids,
      logTo: { write: (line: string) => void log.push(line) },
      deadlines: { slack: deadlineMs, delivery: deadlineMs, twilio: deadlineMs },
    })
  let app = create()
  const starting = app.start()
  undo.push(async () => {
    await starting.catch(() => undefined)
    await app.stop()
  })
  let port = await starting
  await app.idle()

  const wire: WiredApp = {
    slack,
    twilio,
    log,
    file,
    get url() {
      return `http://127.0.0.1:${port}`
    },
    transcript: () => sent.map(({ host, request, fate }) => transcriptLine(host, request, fate)),
    audit: () =>
      log
        .map((line) => JSON.parse(line))
        .filter((line) => line.audit === true)
        .map((line) => `${line.event} ${line.outcome}`),
    pass: (ms) => {
      now += ms
    },
    send: async (signed) => {
      const answer = await fetch(wire.url + signed.path, {
        method: 'POST',
        headers: signed.headers,
        body: signed.body,
      })
      const body = await answer.text()
      await app.idle()
      return { status: answer.status, body }
    },
    type: async (text, user = ADA) => {
      const answer = await wire.send(slack.command(user, text, GENERAL))
      slack.acked(user, GENERAL, answer.status, answer.body)
      return answer
    },
    press: async (user, message, action) => {
      await wire.send(slack.click(user, message, action))
    },
    secretSeen: () => {
      const secrets = twilio.exchanges.flatMap(({ fate }) =>
        fate.kind === 'answer' ? (/"secret":"(\w+)"/.exec(fate.body)?.[1] ?? []) : [],
      )
      const holds = (text: string): boolean => secrets.some((secret) => text.includes(secret))
      const files = readdirSync(folder).filter((file) => holds(readFileSync(join(folder, file), 'latin1')))
      const elsewhere = [...files, ...(log.some(holds) ? ['log'] : [])]
      return { requests: sent.filter(({ request }) => holds(JSON.stringify(request))).length, elsewhere }
    },
    idle: () => app.idle(),
    restart: async (between) => {
      await app.stop()
      await between?.()
      app = create()
      port = await app.start()
      await app.idle()
    },
    stop,
  }
  return wire
}
