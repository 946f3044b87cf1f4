import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { type Bot, type Program, startBot } from '../../sandbox/bot.ts'
import { type Served, serve } from '../../sandbox/serve.ts'
import { GENERAL } from '../../sandbox/slack/channels.ts'
import { GROUP } from '../../sandbox/slack/people.ts'
import type { Signed } from '../../sandbox/slack/signed.ts'
import { type SocketHub, serveSocket } from '../../sandbox/slack/socket.ts'
import { createSlack, type ScreenMessage, type SlackWorkspace } from '../../sandbox/slack/workspace.ts'
import { createTwilio, type TwilioAccount } from '../../sandbox/twilio/account.ts'

/**
 * Every test that uses this starts processes: half a second each of work where nothing else runs, and several times
 * that where a browser has its tests beside them. Jest's five seconds are meant for tests without any.
 */
jest.setTimeout(20_000)

const ACCOUNT = `AC${'e'.repeat(32)}`

/** The real bot as a process of its own, between two fakes over HTTP. */
export interface ProcessStage {
  readonly slack: SlackWorkspace
  readonly twilio: TwilioAccount
  readonly socket: SocketHub
  readonly env: Record<string, string>
  /** Where the bot keeps its files. */
  readonly folder: string
  /** Starts the bot, and waits until it takes commands, or with `/healthz` until it lives. */
  start(probe?: Program['probe']): Promise<Bot>
  send(bot: Bot, signed: Signed): Promise<{ readonly status: number; readonly body: string }>
  /** Resolves when somebody reads something that fits. */
  sees(user: string, fits: (message: ScreenMessage) => boolean): Promise<ScreenMessage>
  /** Every byte that the bot wrote to its folder. */
  files(): string
  stop(): Promise<void>
}

export async function openProcessStage(): Promise<ProcessStage> {
  const folder = mkdtempSync(join(tmpdir(), 'newkey-e2e-'))
  const bots: Bot[] = []
  const slackServer: Served = await serve({ handle: (request) => slack.handle(request) })
  const twilioServer: Served = await serve({ handle: (request) => twilio.handle(request) })
  const slack = createSlack({
    url: slackServer.url,
    now: Date.now,
    botToken: 'xoxb-e2e',
    signingSecret: 'e2e-signing-secret',
    appToken: 'xapp-e2e',
    socketUrl: () => socket.ticket(),
  })
  const socket = serveSocket(slackServer.server, slackServer.url)
  const twilio = createTwilio({ now: Date.now, account: ACCOUNT, authToken: 'e2e-auth-token' })
  const env: Record<string, string> = {
    SLACK_BOT_TOKEN: 'xoxb-e2e',
    SLACK_SIGNING_SECRET: 'e2e-signing-secret',
    SLACK_API_URL: `${slackServer.url}/api/`,
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: 'e2e-auth-token',
    TWILIO_API_URL: twilioServer.url,
    APPROVED_USER_GROUPS: GROUP,
    DATABASE_URL: `file:${join(folder, 'data', 'newkey.db')}`,
    LOG_LEVEL: 'debug',
  }
  return {
    slack,
    twilio,
    socket,
    env,
    folder,
    start: async (probe = '/readyz') => {
      const bot = await startBot(env, folder, { probe })
      bots.push(bot)
      return bot
    },
    send: async (bot, signed) => {
      const answer = await fetch(bot.url + signed.path, {
        method: 'POST',
        headers: signed.headers,
        body: signed.body,
      })
      return { status: answer.status, body: await answer.text() }
    },
    sees: (user, fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = slack.screen(user).find(fits)
          if (found) resolve(found)
        }
        slack.changed(look)
        look()
      }),
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join(''),
    stop: async () => {
      await Promise.all(bots.map((bot) => bot.stop()))
      socket.close()
      await Promise.all([slackServer.close(), twilioServer.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Something to read where the command was typed. */
export const whereTyped = ({ channel }: ScreenMessage): boolean => channel === GENERAL
