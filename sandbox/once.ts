import { setTimeout as pause } from 'node:timers/promises'
import type { Once } from './options.ts'
import { printReport } from './report.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { sendToApp } from './send.ts'
import { GENERAL } from './slack/channels.ts'
import { untilStopped } from './until-stopped.ts'

/** How long one command may take from the first key to the last word (ms). */
const PATIENCE_MS = 25_000

/** One command from beginning to end, in the terminal. @returns whether a key was delivered */
export async function playOnce(once: Once): Promise<boolean> {
  const stopped = untilStopped().then(() => false)
  const sandbox = await createSandbox({ grid: once.grid })
  try {
    return await Promise.race([play(sandbox, once), stopped])
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Something went wrong in the sandbox.')
    return false
  } finally {
    await sandbox.close()
  }
}

async function play(sandbox: Sandbox, { command, as, twilio, slack }: Once): Promise<boolean> {
  await sandbox.troubleTwilio(twilio)
  sandbox.troubleSlack(slack)
  await sandbox.bot.start()
  await send(sandbox, as.user, command)
  // A stop lets work in flight finish, so that nothing is missing from what is shown.
  await sandbox.bot.stop()
  return printReport({ command, as, sandbox })
}

/** Types the command, and waits until something can be read where it was typed. */
async function send({ slack, bot }: Sandbox, user: string, command: string): Promise<void> {
  const [word = '', ...rest] = command.split(' ')
  const answered = new Promise<void>((resolve) => {
    const look = (): void => {
      if (slack.screen(user).some((message) => message.channel === GENERAL)) resolve()
    }
    slack.changed(look)
  })
  const { status, body } = await sendToApp(bot.url, slack.command(user, rest.join(' '), GENERAL, word))
  slack.acked(user, GENERAL, status, body)
  await Promise.race([answered, pause(PATIENCE_MS, undefined, { ref: false })])
}
