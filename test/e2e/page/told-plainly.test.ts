import { describe } from '@jest/globals'
import { comesTo, inBrowser, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()

describe('given what the page tells', () => {
  inBrowser(
    'when a record has a long outcome, then its row opens by click and by Enter, and says the whole of it',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.trouble('Slack', 'Refuses the secret')
      await visitor.type('/newkey payments-svc refunds')
      await visitor.ends('Revoked')
      const row = tab.getByRole('button', { name: /revoked delivery_failed/ })
      await row.click()
      const record = tab.locator('.record', { has: row })
      await record.getByRole('definition').getByText('delivery_failed', { exact: true }).waitFor()
      await row.press('Enter')
      await record.getByRole('definition').first().waitFor({ state: 'detached' })
      await row.press('Enter')
      await record.getByRole('definition').getByText('delivery_failed', { exact: true }).waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when a button can’t be pressed, then it looks unlike one that can, whatever it would do',
    async () => {
      const { tab } = await visit()
      const look = (name: string): Promise<string> =>
        tab
          .getByRole('button', { name })
          .evaluate((one) => one.ownerDocument.defaultView?.getComputedStyle(one).borderStyle ?? '')
      await comesTo(() => look('Start it again'), 'dashed')
      await comesTo(() => look('Kill newkey now'), 'solid')
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await comesTo(() => look('Kill newkey now'), 'dashed')
      await comesTo(() => look('Start it again'), 'solid')
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when hints are followed in another order, then each is ticked when it has happened, and by nothing else',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      const ticked = (): Promise<string[]> => tab.locator('.tried strong').allInnerTexts()
      // A name that nobody may have refuses no person.
      await visitor.type('/newkey "never closed')
      await visitor.ends('Refused')
      await comesTo(ticked, [])
      await visitor.be('Eve')
      await tab.getByText('You are Eve, who isn’t in the group. Ask for a key.').waitFor()
      await visitor.type('/newkey mine')
      await comesTo(ticked, ['Be refused.'])
      await visitor.be('Ada')
      await visitor.trouble('Twilio', 'Down')
      await visitor.type('/newkey payments-svc')
      await comesTo(ticked, ['Be refused.', 'Make trouble.'])
      await tab.reload()
      await comesTo(ticked, ['Be refused.', 'Make trouble.'])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when a name runs from right to left, then it is kept apart wherever the page writes it, and each key’s test has a name of its own',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey مفتاح')
      await visitor.ends('Delivered')
      await visitor.type('/newkey second-svc')
      await tab.getByRole('button', { name: 'Ada: second-svc' }).waitFor()
      for (const place of ['.chosen', '.action', '.record', '.keys', '.message'])
        await tab.locator(`${place} bdi`).filter({ hasText: 'مفتاح' }).first().waitFor()
      for (const name of ['مفتاح', 'second-svc'])
        await tab.getByRole('button', { name: `Does this key authenticate? ${name}` }).waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when a request is checked, then the list says what is sent at the same time, and has no heading without a request',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.trouble('Slack', 'Refuses the secret')
      await visitor.trouble('Slack', 'Works')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      // The four reads of the check; later the reply and the card.
      await tab.getByText('These 4 are sent at the same time').waitFor()
      await tab.getByText('These 2 are sent at the same time').waitFor()
      await comesTo(() => tab.locator('.request.beside').count(), 6)
      await comesTo(
        () => tab.locator('.action span').allInnerTexts(),
        ['Ada typed /newkey payments-svc in #payments'],
      )
    },
    PATIENCE_MS,
  )
})
