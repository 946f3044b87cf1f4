import { describe, expect } from '@jest/globals'
import { findings } from './findings.ts'
import { inBrowser, PATIENCE_MS, STAND_IN, type Visitor, visits } from './visitor.ts'

const visit = visits()

/** Presses Tab until something with this name has the focus. */
async function reach({ tab }: Visitor, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 90; presses++) {
    await tab.keyboard.press('Tab')
    const focused = await tab
      .locator(':focus')
      .evaluateAll(([one]) =>
        one
          ? (one.getAttribute('aria-label') ??
            (one.tagName === 'INPUT' ? one.parentElement?.textContent : one.textContent))
          : '',
      )
    if (name.test(focused?.trim() ?? '')) return
  }
  throw new Error(`${name} can’t be reached with Tab`)
}
describe('given somebody without a mouse', () => {
  inBrowser(
    'when they use the keyboard alone, then they ask, read, store, make trouble and revoke',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      // Where one types has the focus from the beginning; the command is completed.
      await tab.locator('.composer input:focus').waitFor()
      await tab.keyboard.type('/ne')
      await tab.getByRole('option', { name: '/newkey', selected: true }).waitFor()
      await tab.keyboard.press('Tab')
      await tab.keyboard.type('payments-svc')
      await tab.keyboard.press('Enter')
      await visitor.ends('Delivered')
      // The reply with the link comes after the record that the path is drawn from.
      await tab.getByRole('link', { name: 'your DM with newkey' }).waitFor()
      await tab.keyboard.press('Shift+Tab')
      await tab.getByRole('link', { name: 'your DM with newkey' }).and(tab.locator(':focus')).waitFor()
      await tab.keyboard.press('Enter')
      await tab.getByRole('region', { name: 'newkey', exact: true }).waitFor()
      // What had the focus has gone with its place, so it is where one types again.
      await tab.locator('.composer input:focus').waitFor()
      await tab.getByRole('button', { name: 'I stored it' }).last().waitFor()
      await reach(visitor, /^I stored it/)
      await tab.keyboard.press('Enter')
      await visitor.ends('Delivered and stored')
      // The message with the button has gone, so the focus is where one types.
      await tab.locator('.composer input:focus').waitFor()

      await reach(visitor, /^Works$/)
      await tab.keyboard.press('ArrowRight')
      await tab.getByText('Twilio creates the key, but answers 5 seconds late.').waitFor()
      expect(sandbox.trouble().twilio).toBe('slow')

      await tab.getByRole('button', { name: 'Revoke this key' }).waitFor()
      await reach(visitor, /^Revoke this key/)
      await tab.keyboard.press('Enter')
      await tab.getByRole('dialog', { name: 'Revoke this key?' }).waitFor()
      await tab.keyboard.press('Escape')
      await tab.getByRole('dialog').waitFor({ state: 'detached' })
      await tab.getByRole('button', { name: 'Revoke this key' }).and(tab.locator(':focus')).waitFor()
      await tab.keyboard.press('Enter')
      await tab.getByRole('dialog', { name: 'Revoke this key?' }).waitFor()
      await reach(visitor, /^Revoke it/)
      await tab.keyboard.press('Enter')
      await visitor.ends('Revoked')
    },
    PATIENCE_MS,
  )
})

describe('given somebody with a screen reader', () => {
  inBrowser.each([['light'], ['dark']] as const)(
    'when the page is %s, then axe finds nothing, in whatever state it is',
    async (colorScheme) => {
      const visitor = await visit({ colorScheme })
      const { tab } = visitor
      expect(await findings(visitor)).toEqual([])
      await tab.getByRole('combobox').fill('/')
      await tab.getByRole('option', { name: '/newkey' }).waitFor()
      expect(await findings(visitor)).toEqual([])
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.go('newkey')
      await tab.getByText('Only visible to you').waitFor()
      await tab.locator('.request.out .row-head').click()
      await tab.getByRole('button', { name: 'Does this key authenticate?' }).click()
      await tab.getByText('Yes: Twilio answers 200.').waitFor()
      await tab.getByRole('button', { name: 'Check the chain' }).click()
      await tab.getByText('The chain is intact').waitFor()
      expect(await findings(visitor)).toEqual([])
      await tab.locator('.record .row-head').last().click()
      await tab.locator('.record').last().getByText('Outcome').waitFor()
      expect(await findings(visitor)).toEqual([])
      await tab.getByRole('button', { name: "I didn't get the secret" }).click()
      await tab.getByRole('dialog').waitFor()
      expect(await findings(visitor)).toEqual([])
      await tab.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click()
      await visitor.ends('Revoked')
      await visitor.trouble('Twilio', 'Loses answers')
      await visitor.type('/newkey lost-svc')
      await visitor.ends('A person decides')
      await visitor.be('Grace')
      await visitor.go('key-audit')
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await tab.getByText('newkey is stopped').waitFor()
      expect(await findings(visitor)).toEqual([])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when there is a modal or a Home tab, then axe finds nothing in them',
    async () => {
      const visitor = await visit({}, STAND_IN)
      const { tab } = visitor
      await visitor.type('/newkey ')
      await tab.getByRole('dialog').getByLabel('Name').fill('bad')
      await tab.getByRole('dialog').getByLabel('Use').selectOption('test')
      await tab.getByRole('button', { name: 'Get the key' }).click()
      await tab.getByText('This name is taken.').waitFor()
      expect(await findings(visitor)).toEqual([])
      await tab.keyboard.press('Escape')
      await visitor.go('newkey')
      await tab.getByRole('button', { name: 'Home' }).click()
      await tab.getByRole('button', { name: 'More' }).click()
      await tab.getByRole('button', { name: 'Revoke' }).waitFor()
      expect(await findings(visitor)).toEqual([])
    },
    PATIENCE_MS,
  )
})
