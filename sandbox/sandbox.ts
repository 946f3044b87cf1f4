import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './bot.ts'
import { type KeptBot, keepBot } from './kept-bot.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { type Pause, serve } from './serve.ts'
import { KEY_AUDIT } from './slack/channels.ts'
import { type App, readManifest } from './slack/manifest.ts'
import { ALAN, GRACE, GROUP } from './slack/people.ts'
import { createSlack, type SlackWorkspace } from './slack/workspace.ts'
import {
  SLACK_TROUBLES,
  type SlackMeets,
  type SlackTroubleName,
  TWILIO_TROUBLES,
  type TwilioMeets,
  type TwilioTroubleName,
} from './troubles.ts'
import { createTwilio, type TwilioAccount } from './twilio/account.ts'

/** A Slack workspace, a Twilio account, and the real bot between them. */
export interface Sandbox {
  readonly slack: SlackWorkspace
  readonly twilio: TwilioAccount
  /** The app as Slack knows it from its manifest. */
  readonly app: App
  /** Whether the workspace belongs to an organisation. */
  readonly grid: boolean
  readonly bot: KeptBot
  readonly recorder: Recorder
  /** The environment of the bot and of the operator's commands. */
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  /** What currently goes wrong. */
  trouble(): { readonly twilio: TwilioTroubleName; readonly slack: SlackTroubleName }
  troubleTwilio(name: TwilioTroubleName): Promise<void>
  troubleSlack(name: SlackTroubleName): void
  /** Calls the listener after every change. */
  changed(listener: () => void): void
  close(): Promise<void>
}

export interface SandboxOptions {
  /** The leads read and decide in a channel of their own. */
  readonly leads?: boolean
  /** The workspace belongs to an organisation (Slack docs: "Enterprise Grid"). */
  readonly grid?: boolean
  /** How long Twilio's late answers wait: in real time, where nothing else is said. */
  readonly pause?: Pause
  /** What runs between Slack and Twilio, and its manifest, where it isn't newkey. */
  readonly program?: string
  readonly manifest?: string | URL
}

const MANIFEST = new URL('../manifest.yml', import.meta.url)

/** Creates the sandbox without starting the bot. */
export async function createSandbox({
  leads = false,
  grid = false,
  pause,
  program,
  manifest = MANIFEST,
}: SandboxOptions = {}): Promise<Sandbox> {
  const random = (bytes: number): string => randomBytes(bytes).toString('hex')
  const account = `AC${random(16)}`
  const [botToken, signingSecret, authToken] = [`xoxb-${random(8)}`, random(16), random(16)]
  const listeners = new Set<() => void>()
  const change = (): void => listeners.forEach((listener) => void listener())
  const app = readManifest(manifest)
  const recorder = createRecorder(change)

  const twilio = createTwilio({ now: Date.now, account, authToken })
  const twilioServer = await serve(
    recorder.recorded('Twilio', (request) => twilio.handle(request)),
    0,
    pause,
  )
  const slackServer = await serve(recorder.recorded('Slack', (request) => slack.handle(request)))
  const { scopes, homeTab } = app
  const slack = createSlack({
    url: slackServer.url,
    now: Date.now,
    botToken,
    signingSecret,
    scopes,
    homeTab,
    grid,
  })
  slack.changed(change)
  if (leads) for (const lead of [GRACE, ALAN]) slack.groups.get(GROUP)?.users.add(lead)

  const folder = await mkdtemp(join(tmpdir(), 'newkey-sandbox-'))
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: `${slackServer.url}/api/`,
    TWILIO_ACCOUNT_SID: account,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_API_URL: twilioServer.url,
    APPROVED_USER_GROUPS: GROUP,
    // People who try the page ask more often than people at work.
    ...(leads && { AUDIT_CHANNEL: KEY_AUDIT, MAX_ISSUES_PER_HOUR: '30', MAX_LIVE_KEYS_PER_PERSON: '20' }),
    DATABASE_URL: `file:${join(folder, 'newkey.db')}`,
  }
  const bot = keepBot({ env, port: await freePort(), folder, program, changed: change })
  let trouble: ReturnType<Sandbox['trouble']> = { twilio: 'works', slack: 'works' }

  return {
    slack,
    twilio,
    app,
    grid,
    bot,
    recorder,
    env,
    folder,
    trouble: () => trouble,
    troubleTwilio: async (name) => {
      trouble = { ...trouble, twilio: name }
      const meets: TwilioMeets = TWILIO_TROUBLES[name].meets
      twilio.trouble.clear()
      if (meets !== undefined && meets !== 'nobody_answers') twilio.trouble.set(...meets)
      await twilioServer.answers(meets !== 'nobody_answers')
      change()
    },
    troubleSlack: (name) => {
      trouble = { ...trouble, slack: name }
      const meets: SlackMeets = SLACK_TROUBLES[name].meets
      slack.trouble.clear()
      if (meets) slack.trouble.set(...meets)
      change()
    },
    changed: (listener) => void listeners.add(listener),
    close: async () => {
      await bot.stop('SIGKILL')
      await Promise.all([
        slackServer.close(),
        twilioServer.close(),
        rm(folder, { recursive: true, force: true, maxRetries: 3 }),
      ])
    },
  }
}
