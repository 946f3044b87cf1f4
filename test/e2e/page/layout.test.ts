import { describe, expect } from '@jest/globals'
import { findings } from './findings.ts'
import { comesTo, inBrowser, inSight, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()

/** What sticks out to the right of the page, or can’t be hit with a finger. */
const misplaced = `[...document.querySelectorAll('button, input, p, li, h2')]
  .filter((one) => one.offsetParent !== null && !one.closest('.for-readers'))
  .flatMap((one) => {
    const { right, height, width } = one.getBoundingClientRect()
    const small = /BUTTON/.test(one.tagName) && !one.matches('.link') && (height < 24 || width < 24)
    return right > innerWidth + 0.5 || small ? [one.tagName + ' ' + one.className + ' ' + one.textContent] : []
  })`

/** What would have to be scrolled sideways. */
const overflowing = `[document.documentElement, ...document.querySelectorAll('.right, .feed, .messages, .sidebar, .card')]
  .flatMap((one) => (one.scrollWidth > one.clientWidth + 1 ? [one.className + ' ' + one.scrollWidth + '/' + one.clientWidth] : []))`

/** What lies over the heading of its own card. */
const overHeading = `[...document.querySelectorAll('.card > header')].flatMap((header) => {
  const heading = header.querySelector('h2').getBoundingClientRect()
  return [...header.querySelectorAll('button, select')].flatMap((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    const over = left < heading.right && right > heading.left && top < heading.bottom && bottom > heading.top
    return over ? [one.textContent] : []
  })
})`

describe('given somebody with a phone', () => {
  inBrowser(
    'when they go through the page, then each part has its screen, nothing sticks out, and axe finds nothing',
    async () => {
      const visitor = await visit({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
      const { tab } = visitor
      const show = (name: string): Promise<void> =>
        tab.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name }).tap()
      await visitor.type('/newkey payments-svc')
      await tab.getByRole('link', { name: 'your DM with newkey' }).tap()
      // The secret is in sight when the DM opens.
      await tab.getByText('TWILIO_API_SECRET=').waitFor()
      await inSight(tab.locator('.messages pre'))
      await comesTo(() => tab.evaluate(misplaced), [])
      for (const screen of ['People', 'What happened', 'Trouble', 'Slack']) {
        await show(screen)
        await comesTo(async () => [screen, await tab.evaluate(misplaced)], [screen, []])
        expect(await findings(visitor)).toEqual([])
      }
      await show('What happened')
      await visitor.ends('Delivered')
      await show('Trouble')
      await visitor.trouble('Slack', 'Refuses the secret')
      await show('People')
      await visitor.be('Bob')
      await show('People')
      await tab.getByRole('button', { name: '# general' }).tap()
      await visitor.type('/newkey refused-svc')
      await visitor.messages().filter({ hasText: 'Slack didn’t accept the message' }).waitFor()
    },
    PATIENCE_MS,
  )
})

describe('given eyes that follow what happens', () => {
  inBrowser.each([
    [1600, 1000],
    [1280, 800],
    [390, 844],
  ])(
    'when keys are delivered, refused and lost, and newkey is killed, at %s pixels, then nothing jumps',
    async (width, height) => {
      const visitor = await visit({ viewport: { width, height } })
      const { tab } = visitor
      await tab.evaluate(`window.jumps = []
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if (!entry.hadRecentInput)
              jumps.push([entry.value, entry.sources.map(({ node }) => node?.className ?? node?.nodeName).join()])
        }).observe({ type: 'layout-shift', buffered: true })`)
      // What follows a key or a click within half a second isn't counted, so that nobody presses anything here.
      const act = (action: object): Promise<unknown> =>
        tab.evaluate(`fetch('/do', { method: 'POST', headers: { 'content-type': 'application/json' },
          body: ${JSON.stringify(JSON.stringify(action))} })`)
      const ask = (name: string): Promise<unknown> =>
        act({ do: 'type', me: 'U0ADA00001', place: 'C0PAYMENTS', text: `/newkey ${name}` })
      const ended = (headline: string): Promise<void> =>
        tab.locator('.outcome').getByText(headline, { exact: true }).waitFor({ state: 'attached' })
      await ask('payments-svc')
      await ended('Delivered')
      await act({ do: 'trouble_slack', name: 'refuse-dm' })
      await ask('refused-svc')
      await ended('Revoked')
      await act({ do: 'trouble_slack', name: 'works' })
      await act({ do: 'trouble_twilio', name: 'lost' })
      await ask('lost-svc')
      await ended('A person decides')
      await act({ do: 'kill' })
      await tab.getByText('newkey is stopped').waitFor({ state: 'attached' })
      const jumps = await tab.evaluate<[score: number, what: string][]>('jumps')
      // A word that takes another's place in its own line scores below this; a card that moves scores above.
      expect(jumps.filter(([score]) => score > 0.002)).toEqual([])
    },
    PATIENCE_MS,
  )
})

describe('given much that is long and went wrong', () => {
  inBrowser(
    'when the page is of any width, then everything stays in its place',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type(`/newkey ${'W'.repeat(64)} ${'because '.repeat(30)}`)
      await visitor.ends('Delivered')
      await visitor.trouble('Slack', 'Refuses the secret')
      await visitor.type('/newkey refused-svc')
      await visitor.ends('Revoked')
      await visitor.trouble('Slack', 'Works')
      await visitor.trouble('Twilio', 'Loses answers')
      await visitor.type('/newkey lost-svc')
      await visitor.ends('A person decides')
      await visitor.type(`${'z'.repeat(2_000)} <b>bold</b>`)
      await visitor.messages().filter({ hasText: 'zzz' }).waitFor()
      for (const width of [320, 390, 600, 999, 1000, 1100, 1280, 1399, 1400, 1600, 1920]) {
        await tab.setViewportSize({ width, height: 900 })
        for (const screen of width < 1000 ? ['People', 'Slack', 'What happened', 'Trouble'] : ['']) {
          if (screen !== '')
            await tab.getByRole('button', { name: screen, exact: screen === 'Slack' }).click()
          const where = `${width} ${screen}`
          for (const check of [misplaced, overflowing, overHeading])
            await comesTo(async () => [where, await tab.evaluate(check)], [where, []])
        }
      }
    },
    PATIENCE_MS,
  )
})
