import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import { type Served, serve } from '../sandbox/serve.ts'
import { GROUP, TEAM } from '../sandbox/slack/people.ts'
import { createSlack, type SlackWorkspace } from '../sandbox/slack/workspace.ts'
import { createTwilio, type TwilioAccount } from '../sandbox/twilio/account.ts'
import { readConfig } from '../src/config/read-config.ts'
import { type App, createApp } from '../src/process/app.ts'
import { createSteady, realRuntime } from '../src/process/runtime.ts'

const ACCOUNT = `AC${'e'.repeat(32)}`
export const CREDENTIALS = {
  botToken: 'xoxb-torture-bot-token',
  signingSecret: 'torture-signing-secret',
  authToken: 'torture-auth-token',
}
export const PEOPLE = Array.from({ length: 50 }, (_, number) => `U0P${String(number).padStart(7, '0')}`)

type Handle = (request: WireRequest) => Fate

export interface Stage {
  readonly slack: SlackWorkspace
  readonly twilio: TwilioAccount
  readonly env: Record<string, string>
  readonly folder: string
  readonly file: string
  /** Every line that an app of this stage logged. */
  readonly lines: string[]
  /** How far the app's clock is ahead (ms). */
  offset: number
  /** Moves both clocks of the apps on (ms): what is counted by the minute, or waits for Slack, goes on. */
  pass(ms: number): void
  /** Comes between the app and the fakes; what it returns is what the app gets. */
  between: { slack: (handle: Handle) => Handle; twilio: (handle: Handle) => Handle }
  /** Starts the app in this process. @param deadline how long the vendors may take (ms), unless the stage's holds */
  start(deadline?: number): Promise<Running>
  close(): Promise<void>
}

export interface Running {
  readonly url: string
  readonly app: App
  /** Sends what Slack signed. Resolves to the status, or undefined when there was no answer. */
  send(signed: {
    readonly path: string
    readonly headers: Record<string, string>
    readonly body: string
  }): Promise<number | undefined>
}

/** The fakes on loopback, a folder, and settings for an app between them. `deadline` is how long the vendors may take (ms). */
export async function openStage(deadline = 250, more: Record<string, string> = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'newkey-torture-'))
  const file = join(folder, 'newkey.db')
  const lines: string[] = []
  const now = (): number => Date.now() + stage.offset
  const logTo = { write: (line: string) => void lines.push(line) }
  const runtime = realRuntime(logTo)
  let passed = 0
  const monotonic = (): number => runtime.monotonic() + passed
  const slackServer: Served = await serve({ handle: (request) => stage.between.slack(slack.handle)(request) })
  const twilioServer: Served = await serve({
    handle: (request) => stage.between.twilio(twilio.handle)(request),
  })
  const { botToken, signingSecret, authToken } = CREDENTIALS
  const slack = createSlack({ url: slackServer.url, now, botToken, signingSecret })
  const twilio = createTwilio({ now, account: ACCOUNT, authToken, mostKeys: 1_000_000 })
  for (const id of PEOPLE) {
    slack.people.set(id, {
      id,
      team_id: TEAM,
      name: id,
      deleted: false,
      is_bot: false,
      is_restricted: false,
      is_ultra_restricted: false,
    })
    slack.groups.get(GROUP)?.users.add(id)
  }
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: `${slackServer.url}/api/`,
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_API_URL: twilioServer.url,
    APPROVED_USER_GROUPS: GROUP,
    MAX_ISSUES_PER_HOUR: '1000',
    MAX_LIVE_KEYS_PER_PERSON: '1000',
    DATABASE_URL: `file:${file}`,
    HOST: '127.0.0.1',
    PORT: '0',
    ...more,
  }
  const closed = new AbortController()
  const stage: Stage = {
    slack,
    twilio,
    env,
    folder,
    file,
    lines,
    offset: 0,
    pass: (ms) => {
      passed += ms
      stage.offset += ms
    },
    between: { slack: (handle) => handle, twilio: (handle) => handle },
    start: async (given = deadline) => {
      const read = readConfig(env)
      if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
      const deadlines = { slack: given, delivery: given, twilio: given }
      // What is tried again every half second until a lease ends is tried again at once, and the clocks move instead.
      const patience = async (ms: number): Promise<void> => {
        if (ms === RETRY_MS) stage.pass(ms)
        else await wait(ms, undefined, { ref: false, signal: closed.signal }).catch(never)
      }
      const app = createApp(read.config, {
        ...runtime,
        now,
        steady: createSteady(now, monotonic),
        monotonic,
        pause: patience,
        deadlines,
      })
      const url = `http://127.0.0.1:${await app.start()}`
      return { app, url, send: (signed) => sendTo(url, signed) }
    },
    close: async () => {
      closed.abort()
      await Promise.all([slackServer.close(), twilioServer.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return stage
}

/** Sends one signed request. Resolves to the answer's status, or undefined when there was none. */
export async function sendTo(
  url: string,
  {
    path,
    headers,
    body,
  }: { readonly path: string; readonly headers: Record<string, string>; readonly body: string },
): Promise<number | undefined> {
  const answer = await fetch(url + path, { method: 'POST', headers, body }).catch(() => undefined)
  await answer?.arrayBuffer().catch(() => undefined)
  return answer?.status
}

/** Two passes with every search window over: what is owed can be done, and the fakes behave. */
export async function settle(stage: Stage): Promise<void> {
  stage.between = { slack: (handle) => handle, twilio: (handle) => handle }
  stage.slack.trouble.clear()
  stage.twilio.trouble.clear()
  for (const later of [HOUR_MS / 2, 2 * HOUR_MS]) {
    stage.offset += later
    const { app } = await stage.start(PATIENT_MS)
    await app.idle()
    await app.stop()
  }
}

const HOUR_MS = 3_600_000
/** The vendors' real deadline (ms): where all is settled nothing hangs, so that only a busy machine makes them late. */
const PATIENT_MS = 10_000
/** What nobody waits for any more. */
const never = (): Promise<void> => new Promise(() => undefined)
const RETRY_MS = 500
export const pause = (ms: number): Promise<void> => wait(ms)

/** Waits for work, but no longer than `ms`, and leaves no timer behind. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  const limit = wait(ms, undefined, { signal: over.signal }).catch(() => undefined)
  await Promise.race([work, limit])
  over.abort()
}
