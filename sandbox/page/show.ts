import { spawn } from 'node:child_process'
import type { PageOptions } from '../options.ts'
import { createSandbox } from '../sandbox.ts'
import { untilStopped } from '../until-stopped.ts'
import { type Page, servePage } from './server.ts'

/** `npm run sandbox`: the page, until it is stopped. @returns the exit code */
export async function showPage({ port, open, grid }: PageOptions): Promise<number> {
  const stopped = untilStopped()
  const sandbox = await createSandbox({ leads: true, grid })
  try {
    const page = await servePage(sandbox, port).catch(async (error: unknown): Promise<Page> => {
      if (!isTaken(error)) throw error
      console.log(`Port ${port} is taken, so another one is used.`)
      return servePage(sandbox, 0)
    })
    await Promise.race([sandbox.bot.start(), stopped])
    console.log(`\n  The sandbox is open:  ${page.url}\n`)
    console.log(
      '  The real newkey runs between a simulated Slack and a simulated Twilio. No data is real, and nothing leaves',
    )
    console.log('  this machine. Stop it with Ctrl-C.\n')
    if (open && process.stdout.isTTY) openBrowser(page.url)
    await stopped
    await page.close()
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Something went wrong in the sandbox.')
    return 1
  } finally {
    await sandbox.close()
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** Opens the page where there is a desktop; where there is none, its address stands in the terminal. */
function openBrowser(url: string): void {
  const { platform, env } = process
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]]
  if (platform !== 'darwin' && platform !== 'win32' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
