import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Bot, startBot } from './bot.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { printReport } from './report.ts'
import { serve } from './serve.ts'
import { GENERAL, GROUP } from './slack/people.ts'
import { createSlack, type SlackWorkspace } from './slack/workspace.ts'
import { createTwilio } from './twilio/account.ts'
import { recordWire } from './wire.ts'

/** How long one command may take from the first key to the last word (ms). */
const PATIENCE_MS = 25_000

const options = readOptions(process.argv.slice(2))
if (options === 'help') console.log(USAGE)
else if ('wrong' in options) {
  console.error(`${options.wrong}.\n\n${USAGE}`)
  process.exitCode = 2
} else process.exitCode = (await play(options)) ? 0 : 1

/** One command from beginning to end. @returns whether a key was delivered */
async function play({ command, as, twilio: twilioTrouble, slack: slackTrouble }: Options): Promise<boolean> {
  const random = (bytes: number): string => randomBytes(bytes).toString('hex')
  const account = `AC${random(16)}`
  const [botToken, signingSecret, authToken] = [`xoxb-${random(8)}`, random(16), random(16)]
  const wire = recordWire()

  const twilio = createTwilio({ now: Date.now, account, authToken })
  const twilioServer = await serve(wire.recorded('Twilio', (request) => twilio.handle(request)))
  const slackServer = await serve(wire.recorded('Slack', (request) => slack.handle(request)))
  const slack = createSlack({ url: slackServer.url, now: Date.now, botToken, signingSecret })
  if (twilioTrouble) twilio.trouble.set('create', twilioTrouble)
  if (slackTrouble) slack.trouble.set(...slackTrouble)

  const folder = await mkdtemp(join(tmpdir(), 'newkey-sandbox-'))
  let bot: Bot | undefined
  try {
    const settings = {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${slackServer.url}/api/`,
      TWILIO_ACCOUNT_SID: account,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_API_URL: twilioServer.url,
      APPROVED_USER_GROUPS: GROUP,
      DATABASE_URL: `file:${join(folder, 'newkey.db')}`,
    }
    bot = await startBot(settings, folder)
    await send(bot, slack, as.user, command)
    // A stop lets work in flight finish, so that nothing is missing from what is shown.
    await bot.stop()

    return await printReport({
      command,
      as,
      slack,
      twilio: { url: twilioServer.url, sid: account, fake: twilio },
      wire: wire.requests,
      lines: bot.lines,
    })
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'The sandbox had a fault.')
    return false
  } finally {
    await bot?.stop()
    await Promise.all([
      slackServer.close(),
      twilioServer.close(),
      rm(folder, { recursive: true, force: true }),
    ])
  }
}

/** Types the command, and waits until something can be read where it was typed. */
async function send(bot: Bot, slack: SlackWorkspace, user: string, command: string): Promise<void> {
  const [word = '', ...rest] = command.split(' ')
  const signed = slack.command(user, rest.join(' '), GENERAL, word)
  const answered = new Promise<void>((resolve) => {
    const look = (): void => {
      if (slack.screen(user).some((message) => message.channel === GENERAL)) resolve()
    }
    slack.changed(look)
  })
  const answer = await fetch(bot.url + signed.path, {
    method: 'POST',
    headers: signed.headers,
    body: signed.body,
  })
  slack.acked(user, GENERAL, answer.status, await answer.text())
  await Promise.race([answered, pause(PATIENCE_MS, undefined, { ref: false })])
}
