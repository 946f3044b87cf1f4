import type { Page as Tab } from 'playwright-core'
import { hands } from './hands.ts'

/** A picture: what is done before it is taken. */
export interface Picture {
  readonly name: string
  play(tab: Tab): Promise<void>
}

export const PICTURES: readonly Picture[] = [
  {
    name: 'delivered',
    play: async (tab) => {
      const { be, type, ends } = hands(tab)
      await be('Eve')
      await type('/newkey payments-svc')
      await ends('Refused')
      await be('Ada')
      await type('/newkey payments-svc refunds in staging')
      await ends('Delivered')
      await tab.getByRole('link', { name: 'your DM with newkey' }).click()
      await tab.getByText('TWILIO_API_SECRET=').waitFor()
      await tab.getByRole('button', { name: 'Does this key authenticate?' }).click()
      await tab.getByText('Yes: Twilio answers 200.').waitFor()
      await tab.getByRole('button', { name: 'Check the chain' }).click()
      await tab.getByText('The chain is intact').waitFor()
    },
  },
  {
    name: 'killed',
    play: async (tab) => {
      const { be, go, type, trouble, ends } = hands(tab)
      await trouble('Twilio', 'Slow')
      await type('/newkey payments-svc')
      await ends('Twilio is asked, once')
      await tab.getByText('no answer yet').waitFor()
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await ends('Interrupted')
      await tab.getByRole('button', { name: 'Start it again' }).click()
      await ends('A person decides')
      await be('Grace')
      await go('key-audit')
      await tab.getByRole('button', { name: 'Delete this key' }).waitFor()
    },
  },
]
