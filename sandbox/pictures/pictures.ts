import type { Page as Tab } from 'playwright-core'
import { hands } from './hands.ts'

/** A picture: what is done before it is taken, and what of the page it shows. */
export interface Picture {
  readonly name: string
  /** Of the browser's window (px). */
  readonly size: { readonly width: number; readonly height: number }
  /** What is left out, so that the rest can be read where the picture is small; nothing for the whole page. */
  readonly without: readonly string[]
  play(tab: Tab): Promise<void>
}

const WHOLE = { width: 1600, height: 1000 }

export const PICTURES: readonly Picture[] = [
  {
    // Ada's DM with the secret and the card, beside the path of her request.
    name: 'delivered',
    size: { width: 1180, height: 800 },
    without: ['.top', '.sidebar', '.composer', '.trouble', '.records', '.keys'],
    play: async (tab) => {
      const { type, ends } = hands(tab)
      await type('/newkey payments-svc refunds in staging')
      await ends('Delivered')
      await tab.getByRole('link', { name: 'your DM with newkey' }).click()
      await tab.getByText('TWILIO_API_SECRET=').waitFor()
      await tab.getByRole('button', { name: "I didn't get the secret" }).waitFor()
    },
  },
  {
    name: 'refused',
    size: WHOLE,
    without: [],
    play: async (tab) => {
      const { be, type, ends } = hands(tab)
      await be('Eve')
      await type('/newkey payments-svc')
      await ends('Refused')
      await tab.getByRole('article').last().waitFor()
    },
  },
  {
    name: 'killed',
    size: WHOLE,
    without: [],
    play: async (tab) => {
      const { be, go, type, trouble, ends } = hands(tab)
      await trouble('Twilio', 'Slow')
      await type('/newkey payments-svc')
      await ends('Asking Twilio, once')
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
