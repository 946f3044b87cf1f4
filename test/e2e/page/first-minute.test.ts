import { describe, expect } from '@jest/globals'
import { comesTo, inBrowser, PATIENCE_MS, secretSeen, visits } from './visitor.ts'

const visit = visits()

describe('given somebody who opens the page for the first time', () => {
  inBrowser(
    'then it says that nothing is real and what to try first, and every part says what will be there',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      for (const words of [
        'Nothing here is real:',
        'Try this first',
        'No request yet',
        'None yet. Each record will contain the hash of the one before it.',
        'The account has no keys.',
        'Everything works. Choose what should go wrong, then ask for a key.',
      ])
        await comesTo(() => tab.getByText(words).count(), 1)
      await visitor.stepsAre([
        'Asked not reached',
        'Checked not reached',
        'Intent recorded not reached',
        'Created not reached',
        'Delivered not reached',
      ])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Ada asks for a key, then its secret is shown once, is gone on reload, and stands nowhere else on the page',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.type('/newkey payments-svc refunds in staging')
      await visitor.ends('Delivered')
      await visitor.stepsAre([
        'Asked done',
        'Checked done',
        'Intent recorded done',
        'Created done',
        'Delivered done',
      ])
      // The reply where it was typed leads to the DM, which has an unread mark for the card and none for the secret.
      await tab.getByRole('button', { name: 'newkey 1 unread' }).waitFor()
      await tab.getByRole('link', { name: 'your DM with newkey' }).click()
      const secret = await secretSeen(visitor)
      await tab.getByRole('button', { name: 'newkey', exact: true }).waitFor()
      await comesTo(() => tab.getByText('Only visible to you').count(), 1)
      await comesTo(() => tab.getByText(secret).count(), 1)

      const carriers = tab.locator('.request', { has: tab.locator('.secret-mark:not(.in)') })
      await comesTo(() => carriers.count(), 1)
      await carriers.locator('.row-head').click()
      await carriers.getByText(`TWILIO_API_SECRET=${secret.slice(0, 4)}••••`).waitFor()
      await tab.getByText('1 carried a secret').waitFor()

      await tab.reload()
      await visitor.messages().filter({ hasText: 'Reason: refunds in staging' }).waitFor()
      await comesTo(() => visitor.messages().count(), 1)
      expect(await tab.content()).not.toContain(secret)

      // The key works all the same, and the chain of the records holds.
      await tab.getByRole('button', { name: 'Does this key authenticate?' }).click()
      await tab.getByText('Yes: Twilio answers 200.').waitFor()
      await tab.getByRole('button', { name: 'Check the chain' }).click()
      await tab.getByText('The chain is intact: none of the 5 records has been changed.').waitFor()
      await comesTo(() => tab.locator('.records li').count(), 5)
      expect(sandbox.twilio.keys.size).toBe(1)
      expect(visitor.faults).toEqual([])
      expect([...new Set(visitor.asked)]).toEqual([visitor.url])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when things are pressed and typed at once, in the order that the guide names, then each does what it says, and stays ticked',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      const ticked = (): Promise<number> => tab.locator('.tried').count()
      await tab.getByRole('button', { name: 'fill it in' }).click()
      await tab.locator('.composer input:focus').waitFor()
      await comesTo(() => tab.getByRole('combobox').inputValue(), '/newkey payments-svc')
      // Two presses of Enter are one request.
      await tab.keyboard.press('Enter')
      await tab.keyboard.press('Enter')
      await visitor.ends('Delivered')
      await comesTo(ticked, 1)
      await tab.locator('.guide').getByRole('button', { name: 'your DM with newkey' }).click()
      await tab.getByText('TWILIO_API_SECRET=').waitFor()
      await tab.getByText('Next: Be refused. Become Eve').waitFor()
      await tab.getByRole('button', { name: "I didn't get the secret" }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click()
      await visitor.ends('Revoked')

      await tab.getByRole('button', { name: '# payments' }).click()
      await tab.locator('.guide').getByRole('button', { name: 'Become Eve' }).click()
      await tab.getByText('as Eve', { exact: true }).waitFor({ state: 'attached' })
      await tab.locator('.composer input:focus').waitFor()
      await tab.keyboard.type('/newkey')
      await tab.getByRole('option', { name: '/newkey' }).waitFor()
      await tab.keyboard.press('Tab')
      await tab.keyboard.type('mine')
      await tab.keyboard.press('Enter')
      await visitor.ends('Refused')
      expect(sandbox.bot.lines.some((line) => line.includes('"name":"mine"'))).toBe(true)
      await comesTo(ticked, 3)
      expect(sandbox.twilio.exchanges.filter(({ request }) => request.method === 'POST')).toHaveLength(1)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when the secret is stored, then its message goes, and the card offers to revoke, asking first',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.go('newkey')
      await visitor
        .messages()
        .filter({ hasText: 'Only visible to you' })
        .getByRole('button', { name: 'I stored it' })
        .click()
      await visitor.ends('Delivered and stored')
      await tab.getByText('You stored the secret').waitFor()
      // The message with the secret is taken away beside the change of the card, in no order.
      await comesTo(() => visitor.messages().count(), 1)

      await tab.getByRole('button', { name: 'Revoke this key' }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      expect(sandbox.twilio.keys.size).toBe(1)
      await tab.getByRole('button', { name: 'Revoke this key' }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click()
      await visitor.ends('Revoked')
      expect(sandbox.twilio.keys.size).toBe(0)
      await tab.getByRole('button', { name: 'Does this key authenticate?' }).click()
      await tab.getByText('No: Twilio answers 401.').waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Eve or a guest asks, then each is refused in words, and Twilio is asked for nothing',
    async () => {
      const visitor = await visit()
      const { sandbox } = visitor
      await visitor.be('Eve')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Refused')
      await visitor.messages().filter({ hasText: 'newkey creates keys for members of @platform' }).waitFor()
      await visitor.stepsAre(['Asked done', 'Checked ended here', 'Intent recorded not reached'])
      await visitor.be('Guest')
      await visitor.go('general')
      await visitor.type('/newkey payments-svc')
      await visitor.messages().filter({ hasText: 'guests can’t have keys' }).waitFor()
      expect(sandbox.twilio.exchanges).toEqual([])
      // What only Eve was told, the guest doesn't see.
      expect(await visitor.messages().filter({ hasText: 'for members of' }).count()).toBe(0)
    },
    PATIENCE_MS,
  )
})
