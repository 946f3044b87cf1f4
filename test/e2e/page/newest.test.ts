import { describe } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { comesTo, inBrowser, inSight, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const atEnd = (list: Locator): Promise<void> =>
  comesTo(
    () =>
      list.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop < 2 && box.scrollTop > 0),
    true,
  )

describe('given more than there is room for', () => {
  inBrowser.each([
    [1600, 700],
    [1280, 700],
    [390, 844],
  ])(
    'when replies come within moments of each other, at %s pixels, then the newest is in sight, there and in the DM',
    async (width, height) => {
      const visitor = await visit({ viewport: { width, height } })
      const { tab } = visitor
      for (const name of ['one-svc', 'two-svc', 'three-svc', 'four-svc', 'five-svc']) {
        await visitor.type(`/newkey ${name}`)
        await visitor.messages().filter({ hasText: name }).first().waitFor()
      }
      await inSight(visitor.messages().filter({ hasText: 'five-svc' }).last().locator('.byline'))
      await tab.getByRole('link', { name: 'your DM with newkey' }).last().click()
      await visitor.messages().last().getByRole('button').first().waitFor()
      await inSight(visitor.messages().last().locator('.byline'))
      await inSight(visitor.messages().locator('pre').last())
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when somebody with a phone opens what happened, then the lists are at their ends, and the choice can be read',
    async () => {
      const visitor = await visit(PHONE)
      const { tab } = visitor
      for (const name of ['payments-svc', 'refunds-svc', 'ledger-svc', 'invoices-svc']) {
        await visitor.type(`/newkey ${name}`)
        await visitor.messages().filter({ hasText: name }).first().waitFor()
      }
      await tab.getByRole('button', { name: 'What happened' }).tap()
      await visitor.ends('Delivered')
      for (const label of ['All requests', 'All records', 'All keys'])
        await atEnd(tab.getByRole('region', { name: label }))
      await comesTo(
        () =>
          tab
            .locator('.chosen .label')
            .evaluateAll((labels) => labels.filter((one) => one.scrollWidth > one.clientWidth + 1).length),
        0,
      )
    },
    PATIENCE_MS,
  )
})
