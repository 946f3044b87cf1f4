import { describe, expect } from '@jest/globals'
import {
  comesTo,
  heldAnswers,
  inBrowser,
  PATIENCE_MS,
  standsStillWhileTwilioIsAsked,
  visits,
} from './visitor.ts'

const visit = visits()

describe('given trouble that somebody makes on the page', () => {
  inBrowser(
    'when Slack refuses the message with the secret, then the key is revoked, and Ada is told',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.trouble('Slack', 'Refuses the secret')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Revoked')
      await visitor.stepsAre(['Created done', 'Delivered ended here'], 3)
      await visitor
        .messages()
        .filter({ hasText: 'Slack didn’t accept the message with the secret' })
        .waitFor()
      await tab.getByText('Nobody was shown its secret').waitFor()
      expect(sandbox.twilio.keys.size).toBe(0)
      await tab.getByText('0 live, 1 deleted').waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio is down or busy, then no key is made, which is certain; when it is back, Ada gets one',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.trouble('Twilio', 'Down')
      await tab.getByText('Nothing answers at Twilio’s address.').waitFor()
      await visitor.type('/newkey payments-svc')
      await visitor.messages().filter({ hasText: 'newkey couldn’t reach Twilio' }).waitFor()
      await visitor.ends('No key was created')
      await visitor.stepsAre(['Created ended here'], 3)
      expect(sandbox.twilio.exchanges).toEqual([])

      await visitor.trouble('Twilio', 'Busy (429)')
      await visitor.type('/newkey payments-svc')
      await visitor.messages().filter({ hasText: 'Twilio is busy' }).waitFor()
      expect(sandbox.twilio.keys.size).toBe(0)

      await visitor.trouble('Twilio', 'Works')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      expect(sandbox.twilio.keys.size).toBe(1)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio loses its answer, then the key is found, and Grace decides about it',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.trouble('Twilio', 'Loses answers')
      await visitor.type('/newkey lost-svc')
      await visitor.ends('A person decides')
      await visitor.stepsAre(['Created nobody can say'], 3)
      await visitor
        .messages()
        .filter({ hasText: 'newkey doesn’t know whether your key was created' })
        .waitFor()
      expect(sandbox.twilio.keys.size).toBe(1)
      await visitor.be('Grace')
      await visitor.go('key-audit')
      await tab.getByRole('button', { name: 'Delete this key' }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
      await visitor.ends('Revoked')
      await tab.getByText('Grace decided to revoke it.').waitFor()
      await visitor.messages().filter({ hasText: 'decided to delete it' }).waitFor()
      await comesTo(async () => sandbox.twilio.keys.size, 0)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Ada is taken out of the group, then her next key is refused, and she can still give up the one she has',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.member('Ada', false)
      await tab.getByRole('button', { name: 'Ada not in @platform' }).waitFor()
      await visitor.type('/newkey second-svc')
      await visitor.ends('Refused')
      expect(sandbox.twilio.keys.size).toBe(1)
      await visitor.go('newkey')
      await tab.getByRole('button', { name: "I didn't get the secret" }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click()
      await visitor.messages().filter({ hasText: 'The key is revoked' }).waitFor()
      await comesTo(async () => sandbox.twilio.keys.size, 0)
    },
    PATIENCE_MS,
  )

  inBrowser.each([['Down'], ['Busy (429)']])(
    'when Slack’s API is %s, then no answer means no',
    async (label) => {
      const visitor = await visit()
      await visitor.trouble('Slack', label)
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Refused')
      await visitor.messages().filter({ hasText: 'Slack didn’t say who you are' }).waitFor()
      expect(visitor.sandbox.twilio.exchanges).toEqual([])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio goes down while it works on a key, then its answer is shown as lost, and not as arrived',
    async () => {
      const visitor = await visit({}, { pause: heldAnswers().pause })
      const { tab, sandbox } = visitor
      await visitor.trouble('Twilio', 'Slow')
      await visitor.type('/newkey payments-svc')
      await standsStillWhileTwilioIsAsked(sandbox)
      await visitor.ends('Asking Twilio, once')
      await tab.getByText('no answer yet').waitFor()
      await visitor.trouble('Twilio', 'Down')
      sandbox.bot.freeze(false)
      await visitor.ends('A key may exist')
      await tab.getByText('answer lost').waitFor()
      expect(await tab.locator('.secret-mark').count()).toBe(0)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when a question is open while somebody else decides, then it stays, and says that it came too late',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.trouble('Twilio', 'Loses answers')
      await visitor.type('/newkey lost-svc')
      await visitor.ends('A person decides')
      await visitor.be('Alan')
      await visitor.go('key-audit')
      await tab.getByRole('button', { name: 'Delete this key' }).click()
      // A checkpoint may stand below the card.
      await tab.evaluate(`fetch('/do', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ do: 'press', me: 'U0GRACE001', action: 'keep',
          ts: [...document.querySelectorAll('[data-ts]')]
            .find((one) => one.textContent.includes('Delete this key')).dataset.ts }) })`)
      await visitor.ends('Kept')
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
      await tab.getByRole('dialog').getByText('This no longer exists.').waitFor()
      await tab.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await tab.getByText('Grace decided to keep the key.').waitFor()
      expect(visitor.sandbox.twilio.keys.size).toBe(1)
    },
    PATIENCE_MS,
  )
})
