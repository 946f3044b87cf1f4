import { describe, expect } from '@jest/globals'
import { comesTo, inBrowser, PATIENCE_MS, STAND_IN, visits } from './visitor.ts'

const visit = visits()

describe('given an app with a modal and a Home tab', () => {
  inBrowser(
    'when its modal is filled in, then what is missing or wrong is said at its place, and the values arrive',
    async () => {
      const visitor = await visit({}, STAND_IN)
      const { tab } = visitor
      await visitor.type('/newkey ')
      const modal = tab.getByRole('dialog', { name: 'A new key' })
      await modal.getByLabel('Name').waitFor()
      // What must be filled in isn't sent while it is empty.
      await modal.getByRole('button', { name: 'Get the key' }).click()
      expect(await modal.getByLabel('Name').evaluate((field) => field.matches(':invalid'))).toBe(true)
      await modal.getByLabel('Name').fill('bad')
      await modal.getByLabel('Use').selectOption('test')
      await modal.getByRole('button', { name: 'Get the key' }).click()
      await modal.getByText('This name is taken.').waitFor()
      await comesTo(() => modal.getByLabel('Name').inputValue(), 'bad')
      await modal.getByLabel('Name').fill('good & <!channel>')
      await modal.getByLabel(/^Reason/).fill('because\nit must')
      await modal.getByRole('button', { name: 'Get the key' }).click()
      await modal.waitFor({ state: 'detached' })
      await visitor.go('newkey')
      await tab.getByRole('button', { name: 'Home' }).click()
      await tab.getByText('Filled in: ["good & <!channel>","test","because\\nit must"]').waitFor()
      expect(visitor.faults).toEqual([])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when its modal is closed with Escape, then it is gone, and the focus is where it was',
    async () => {
      const visitor = await visit({}, STAND_IN)
      const { tab } = visitor
      await visitor.type('/newkey ')
      await tab.getByRole('dialog').waitFor()
      await tab.getByRole('dialog').getByLabel('Name').fill('bad')
      await tab.getByRole('dialog').getByLabel('Use').selectOption('test')
      await tab.getByRole('button', { name: 'Get the key' }).click()
      await tab.getByText('This name is taken.').waitFor()
      await tab.keyboard.press('Escape')
      await tab.getByRole('dialog').waitFor({ state: 'detached' })
      await tab.locator('.composer input:focus').waitFor()
      await comesTo(async () => visitor.sandbox.slack.views.top('U0ADA00001'), undefined)
      // The next one begins anew.
      await visitor.type('/newkey ')
      await tab.getByLabel('Name').waitFor()
      await tab.getByText('This name is taken.').waitFor({ state: 'detached' })
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when its Home tab is opened, then plain text stays plain, escapes stay text, and buttons and menus work',
    async () => {
      const visitor = await visit({}, STAND_IN)
      const { tab } = visitor
      await visitor.go('newkey')
      await tab.getByRole('button', { name: 'Home' }).click()
      const home = tab.getByRole('region', { name: 'Home tab' })
      await home.getByRole('heading', { name: 'Your *keys* <!channel>' }).waitFor()
      await comesTo(
        () => home.locator('.section').innerHTML(),
        '<p><strong>One</strong> key, &lt;!channel&gt; <span class="mention">@Bob</span> <code>a&amp;b</code></p>',
      )
      await home.locator('.context').getByText('and *plain* ones').waitFor()
      await home.locator('.context em').getByText('quiet', { exact: true }).waitFor()
      await comesTo(() => home.locator('hr').count(), 1)

      await home.getByRole('button', { name: 'More' }).click()
      await tab.keyboard.press('Escape')
      await home.getByRole('button', { name: 'Revoke' }).waitFor({ state: 'detached' })
      await home.getByRole('button', { name: 'More' }).click()
      await home.getByRole('button', { name: 'Revoke' }).click()
      await home.getByText('Pressed: more revoke').waitFor()
      expect(visitor.faults).toEqual([])
    },
    PATIENCE_MS,
  )
})
