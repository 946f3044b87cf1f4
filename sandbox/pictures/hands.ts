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
  /** Puts somebody into the group, or takes them out of it; newkey has heard of it then. */
  member(name: string, isIn: boolean): Promise<void>
  /** Resolves when the path of the request that is shown says this. */
  ends(headline: string): Promise<void>
}

export function hands(tab: Tab): Hands {
  /** Resolves when the server has done this. The page also posts by itself, for instance that a message has been read. */
  const done = (action: string): Promise<unknown> =>
    tab.waitForResponse(
      (response) =>
        response.url().endsWith('/do') && (response.request().postData() ?? '').includes(`"do":"${action}"`),
    )
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
      const made = done(side === 'Twilio' ? 'trouble_twilio' : 'trouble_slack')
      await choice.check()
      await made
    },
    member: async (name, isIn) => {
      // The page shows the change before Slack has told newkey, which believes its last read until then.
      const told = done('set_member')
      await tab.getByRole('group', { name: '@platform' }).getByLabel(name).setChecked(isIn)
      await told
    },
    ends: (headline) => tab.getByRole('heading', { name: headline, exact: true }).waitFor(),
  }
}
