import { describe, expect } from '@jest/globals'
import { comesTo, inBrowser, inSight, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()

/** How much the words of each button that can't be pressed stand out from what is behind them (WCAG 2.2, 1.4.3: "contrast ratio"). */
const contrasts = `[...document.querySelectorAll('.press[aria-disabled="true"]')].map((one) => {
  const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')
  const luminance = (colour) => {
    brush.fillStyle = colour
    brush.fillRect(0, 0, 1, 1)
    const [red, green, blue] = [...brush.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const { color, backgroundColor, opacity } = getComputedStyle(one)
  const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b)
  return { name: one.textContent.trim(), opacity, ratio: (light + 0.05) / (dark + 0.05) }
})`

describe('given somebody who reads the page', () => {
  inBrowser.each([['light'], ['dark']] as const)(
    'when the page is %s, then what can’t be pressed is quieter, and can still be read',
    async (colorScheme) => {
      const { tab } = await visit({ colorScheme })
      const measured = await tab.evaluate<{ name: string; opacity: string; ratio: number }[]>(contrasts)
      expect(measured.map(({ name }) => name)).toEqual(['Start it again', 'Check the chain'])
      for (const { opacity, ratio } of measured) {
        expect(opacity).toBe('1')
        expect(ratio).toBeGreaterThanOrEqual(4.5)
      }
    },
    PATIENCE_MS,
  )

  inBrowser.each([[1000], [1280], [1399], [1600]])(
    'when the page is %s pixels wide, then the checkboxes stand clear of their heading',
    async (width) => {
      const { tab } = await visit({ viewport: { width, height: 900 } })
      const room = await tab.getByRole('group', { name: 'In @platform' }).evaluate((group) => {
        const words = group.ownerDocument.createRange()
        words.selectNodeContents(group.querySelector('legend') ?? group)
        const first = group.querySelector('input')?.getBoundingClientRect().left ?? 0
        return first - words.getBoundingClientRect().right
      })
      expect(room).toBeGreaterThanOrEqual(8)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when there are more than three requests, then names of usual length can be read, at any width',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      for (const name of ['payments-svc', 'refunds-svc', 'ledger-svc', 'invoices-svc']) {
        await visitor.type(`/newkey ${name}`)
        await tab.locator('.chosen').getByText(name).waitFor()
      }
      await visitor.ends('Delivered')
      for (const width of [390, 1000, 1280, 1399, 1600]) {
        await tab.setViewportSize({ width, height: 900 })
        if (width < 1000) await tab.getByRole('button', { name: 'What happened' }).click()
        const cut = (): Promise<string[]> =>
          tab
            .locator('.chosen .label')
            .evaluateAll((all) =>
              all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent ?? ''),
            )
        await comesTo(async () => [width, await cut()], [width, []])
      }
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when the last audit record is opened, then what it says is in sight',
    async () => {
      const visitor = await visit({ viewport: { width: 1600, height: 700 } })
      const { tab } = visitor
      for (const [at, name] of ['payments-svc', 'refunds-svc', 'ledger-svc'].entries()) {
        await visitor.type(`/newkey ${name}`)
        await tab.getByRole('button', { name: new RegExp(`^${5 * (at + 1)} delivered`) }).waitFor()
      }
      const head = tab.getByRole('button', { name: /^15 delivered/ })
      const record = tab.locator('.record', { has: head })
      // The list has no room left below it, so that what opens has to be scrolled to.
      const list = tab.getByRole('region', { name: 'All records' })
      await comesTo(() => list.evaluate((box) => box.scrollHeight > box.clientHeight), true)
      await head.click()
      await inSight(record.locator('dt', { hasText: 'Outcome' }))
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when the workspace belongs to an organisation, then the page says so, and one can be its people',
    async () => {
      const visitor = await visit({}, { grid: true })
      await visitor.tab.getByText('The workspace belongs to an organisation (Enterprise Grid).').waitFor()
      await visitor.be('Wanda')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.be('Olga')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Refused')
    },
    PATIENCE_MS,
  )
})
