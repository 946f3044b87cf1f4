import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, expect } from '@jest/globals'
import type { Browser, BrowserContextOptions, Locator, Page as Tab } from 'playwright-core'
import { findChromium, launchChromium } from '../../../sandbox/chromium.ts'
import { servePage } from '../../../sandbox/page/server.ts'
import { type Hands, hands } from '../../../sandbox/pictures/hands.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.ts'
import { itNeeds } from '../../needs.ts'

const executable = findChromium()

/** A test that needs a browser. */
export const inBrowser = itNeeds('chromium')
/** A browser, a bot and what they wait for take their time where other tests run beside them (ms). */
export const PATIENCE_MS = 60_000
/** How long anything on the page is waited for (ms). */
const PATIENT_MS = 15_000

/** An app that shows everything that newkey may come to show. */
export const STAND_IN = {
  program: fileURLToPath(new URL('./stand-in-app.ts', import.meta.url)),
  manifest: new URL('./stand-in-manifest.yml', import.meta.url),
}

/** Somebody at the sandbox's page: what they do, and what they see. */
export interface Visitor extends Hands {
  readonly tab: Tab
  readonly sandbox: Sandbox
  readonly url: string
  /** The origins of all requests that the page made, and every fault that its console showed. */
  readonly asked: string[]
  readonly faults: string[]
  /** The steps of the path that is shown, with how each stands. */
  steps(): Promise<string[]>
  messages(): Locator
  /** Resolves when the path that is shown has these steps, from the first or from the one at `from`, each as it stands. */
  stepsAre(expected: readonly string[], from?: number): Promise<void>
  /** Stops this sandbox, and starts another one at its address after what comes between. */
  another(between: () => Promise<unknown>): Promise<void>
}

/**
 * Lets the tests of a file visit the page, each in a sandbox of its own, with one browser for all. What a test opened is
 * closed after it, also when it failed.
 */
export function visits(): (context?: BrowserContextOptions, options?: SandboxOptions) => Promise<Visitor> {
  const opened: (() => Promise<unknown>)[] = []
  let browser: Browser | undefined
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }, PATIENCE_MS)
  afterAll(async () => {
    await browser?.close()
  }, PATIENCE_MS)

  return async (context = {}, options = {}) => {
    if (executable === undefined) throw new Error('there is no browser')
    const sandbox = await createSandbox({ leads: true, ...options })
    opened.push(() => sandbox.close())
    const page = await servePage(sandbox, 0)
    opened.push(() => page.close().catch(() => undefined))
    await sandbox.bot.start()
    browser ??= await launchChromium(executable)
    const viewport = { width: 1600, height: 1000 }
    const window = await browser.newContext({ viewport, locale: 'en-US', ...context })
    opened.push(() => window.close())
    const tab = await window.newPage()
    tab.setDefaultTimeout(PATIENT_MS)
    const [asked, faults]: [string[], string[]] = [[], []]
    tab.on('request', (request) => asked.push(new URL(request.url()).origin))
    tab.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
    tab.on('pageerror', (error) => void faults.push(String(error)))
    await tab.goto(page.url)
    await tab.getByRole('heading', { name: 'Try this first' }).waitFor()
    const steps = async (): Promise<string[]> => {
      const texts = await tab.locator('.steps li').allInnerTexts()
      return texts.map((text) =>
        text
          .replace(/\n/g, ' ')
          .replace(/\s*(\d\d:){2}\d\d$/, '')
          .trim(),
      )
    }
    return {
      tab,
      sandbox,
      asked,
      faults,
      url: page.url,
      ...hands(tab),
      steps,
      messages: () => tab.getByRole('article'),
      stepsAre: (expected, from = 0) =>
        comesTo(async () => (await steps()).slice(from, from + expected.length), expected),
      another: async (between) => {
        await page.close()
        await between()
        const next = await createSandbox({ leads: true })
        opened.push(() => next.close())
        const nextPage = await servePage(next, Number(new URL(page.url).port))
        opened.push(() => nextPage.close())
        await next.bot.start()
      },
    }
  }
}

/**
 * Waits until what is read is as expected, for what the page shows a moment after something else. Each look is a
 * round trip to the browser; when the time is up, the test fails with what was read last.
 */
export async function comesTo<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + PATIENT_MS
  for (let value = await read(); ; value = await read()) {
    if (isDeepStrictEqual(value, expected)) return
    if (Date.now() > end) return expect(value).toEqual(expected)
  }
}

/** Resolves as soon as something is true of a sandbox, which is looked at after each change. */
export const becomes = (sandbox: Sandbox, isTrue: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => void (isTrue() && resolve())
    sandbox.changed(look)
    look()
  })

/** A Twilio whose late answers wait until they are let go, however long that takes. */
export function heldAnswers(): { readonly pause: () => Promise<void>; letGo(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { pause: () => promise, letGo: resolve }
}

/**
 * Waits until newkey has asked Twilio for a key, and lets newkey stand still from then on: its deadline for Twilio's answer
 * can't run out while somebody looks at the page and acts.
 */
export async function standsStillWhileTwilioIsAsked(sandbox: Sandbox): Promise<void> {
  const isRecorded = (): boolean => sandbox.bot.lines.some((line) => line.includes('"event":"intent"'))
  await becomes(sandbox, () => sandbox.twilio.exchanges.length > 0 && isRecorded())
  sandbox.bot.freeze(true)
}

/**
 * Waits until newkey runs again after somebody has started it, and the page says so. How long a process takes to start is
 * the machine's matter, and what the page shows then isn't: only the latter is waited for with a limit of its own.
 */
export async function runsAgain({ tab, sandbox }: Visitor): Promise<void> {
  await becomes(sandbox, () => sandbox.bot.state() === 'running')
  await tab.getByText('newkey is running').waitFor()
}

/** Waits until the whole of something is in sight, in the list that it stands in and on the screen. */
export const inSight = (one: Locator): Promise<void> =>
  comesTo(
    () =>
      one.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        const height = element.ownerDocument.documentElement.clientHeight
        const list = element.closest('.messages, .feed')?.getBoundingClientRect()
        return top >= (list?.top ?? 0) && bottom <= Math.min(list?.bottom ?? height, height) + 1
      }),
    true,
  )

/** The secret as it stands in the message that is seen. */
export async function secretSeen(visitor: Visitor): Promise<string> {
  const text = await visitor.messages().filter({ hasText: 'TWILIO_API_SECRET=' }).innerText()
  const [, secret = ''] = /TWILIO_API_SECRET=(\w+)/.exec(text) ?? []
  expect(secret).toMatch(/^[0-9a-f]{32}$/)
  return secret
}
