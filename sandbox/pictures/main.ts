import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page as Tab } from 'playwright-core'
import { findChromium, launchChromium } from '../chromium.ts'
import { servePage } from '../page/server.ts'
import { createSandbox } from '../sandbox.ts'
import { PICTURES, type Picture } from './pictures.ts'

/** `npm run screenshots`: the README's pictures, taken from the real page, light and dark. */
const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))

const executable = findChromium()
if (executable === undefined) {
  console.error('There is no Chromium here to take pictures with. On Debian: apt-get install chromium')
  process.exitCode = 1
} else {
  await mkdir(FOLDER, { recursive: true })
  const browser = await launchChromium(executable)
  try {
    for (const picture of PICTURES)
      for (const colorScheme of ['light', 'dark'] as const) await take(browser, picture, colorScheme)
  } finally {
    await browser.close()
  }
}

/** A slow Twilio answers nothing in a picture, so that newkey is killed in time on a slow machine too. */
function untilKilled(): Promise<never> {
  return new Promise(() => undefined)
}

/** Each picture is taken in a sandbox of its own. */
async function take(browser: Browser, picture: Picture, colorScheme: 'light' | 'dark'): Promise<void> {
  const sandbox = await createSandbox({ leads: true, pause: untilKilled })
  const page = await servePage(sandbox, 0)
  try {
    await sandbox.bot.start()
    const context = await browser.newContext({
      colorScheme,
      viewport: picture.size,
      deviceScaleFactor: 1,
      locale: 'en-US',
    })
    const tab = await context.newPage()
    await tab.goto(page.url)
    await tab.getByRole('heading', { name: 'Try this first' }).waitFor()
    await picture.play(tab)
    await hideSecrets(tab)
    if (picture.without.length > 0) await leaveOut(tab, picture.without)
    const path = `${FOLDER}${picture.name}-${colorScheme}.png`
    await tab.screenshot({ path, animations: 'disabled' })
    console.log(path)
    await context.close()
  } finally {
    await page.close()
    await sandbox.close()
  }
}

/** Takes parts of the page away, and lets the two columns that are left share the room. */
async function leaveOut(tab: Tab, parts: readonly string[]): Promise<void> {
  for (const part of parts)
    await tab.locator(part).evaluateAll((all) => {
      for (const one of all) one.style.display = 'none'
    })
  await tab.locator('main').evaluate((main) => {
    main.style.gridTemplateColumns = 'minmax(0, 1fr) minmax(0, 1fr)'
  })
}

/** No secret gets into a file, not even one that opens nothing. */
async function hideSecrets(tab: Tab): Promise<void> {
  for (const lines of await tab.locator('pre', { hasText: 'TWILIO_API_SECRET=' }).all())
    await lines.evaluate((pre) => {
      pre.textContent = (pre.textContent ?? '').replace(/(?<=_SECRET=)\w+/, (secret: string) =>
        '•'.repeat(secret.length),
      )
    })
}
