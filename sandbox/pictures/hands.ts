import type { Page as Tab } from 'playwright-core'

/** What somebody does at the page, by the names that they read on it. */
export interface Hands {
  be(name: string): Promise<void>
  /** Opens a channel, or the DM with newkey. */
  go(place: string): Promise<void>
  /** Writes where one types, and sends it. */
  type(text: string): Promise<void>
  /** Makes trouble. */
  trouble(side: 'Twilio' | 'Slack', label: string): Promise<void>
  /** Resolves when the path of the request that is shown says this. */
  ends(headline: string): Promise<void>
}

export function hands(tab: Tab): Hands {
  return {
    be: async (name) => {
      await tab.getByRole('button', { name: new RegExp(`^${name} `) }).click()
      await tab.getByText(`as ${name}`, { exact: true }).waitFor({ state: 'attached' })
    },
    go: async (place) => {
      await tab.getByRole('button', { name: new RegExp(`^(# ?)?${place}`) }).click()
      await tab.getByRole('region', { name: new RegExp(`^(# )?${place}$`) }).waitFor()
    },
    type: async (text) => {
      const field = tab.getByRole('combobox', { name: /^Message/ })
      await field.fill(text)
      await field.press('Enter')
    },
    trouble: async (side, label) => {
      const choice = tab.getByRole('group', { name: side }).getByRole('radio', { name: label, exact: true })
      if (await choice.isChecked()) return
      // What is typed next must find it made.
      const made = tab.waitForResponse((response) => response.url().endsWith('/do'))
      await choice.check()
      await made
    },
    ends: (headline) => tab.getByRole('heading', { name: headline, exact: true }).waitFor(),
  }
}
