import { describe, expect } from '@jest/globals'
import { inBrowser, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()

describe('given a page that stays open', () => {
  inBrowser(
    'when the sandbox is stopped and another one started at its address, then the page says so, and goes on with the new one',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await tab.getByRole('button', { name: 'Check the chain' }).click()
      await tab.getByText('The chain is intact').waitFor()
      // newkey asks once more each minute.
      await tab
        .getByRole('button', { name: /^Slack Who am I/ })
        .first()
        .click()
      await visitor.another(() => tab.getByText('The sandbox has stopped.').waitFor())
      await visitor.ends('No request yet')
      await tab.getByText('The sandbox has stopped.').waitFor({ state: 'detached' })
      await tab.getByText('The chain is intact').waitFor({ state: 'detached' })
      await tab
        .getByRole('button', { name: /^Slack Who am I/, expanded: true })
        .waitFor({ state: 'detached' })
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when nobody looks at it, then it leaves its connection to others; looked at again, it shows what has happened',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      const look = (hidden: boolean): Promise<unknown> =>
        tab.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))`)
      const closed = tab.waitForEvent('requestfailed', (request) => request.url().includes('/live?'))
      await look(true)
      await closed
      sandbox.slack.say({ id: 'U0BOB00001', name: 'bob' }, 'C0PAYMENTS', 'good morning')
      // An answer to a later request has come, so that what was sent before it would have come too.
      await tab.evaluate(`fetch('/icon.svg').then((answer) => answer.text())`)
      expect(await visitor.messages().count()).toBe(0)
      await look(false)
      await visitor.messages().filter({ hasText: 'good morning' }).waitFor()
    },
    PATIENCE_MS,
  )
})
