import { describe, expect } from '@jest/globals'
import {
  comesTo,
  heldAnswers,
  inBrowser,
  PATIENCE_MS,
  runsAgain,
  standsStillWhileTwilioIsAsked,
  visits,
} from './visitor.ts'

const visit = visits()

describe('given newkey, which somebody kills', () => {
  inBrowser(
    'when newkey is killed while Twilio works on a key, then the restart finds the key and asks the leads, and Ada is told',
    async () => {
      const visitor = await visit({}, { pause: heldAnswers().pause })
      const { tab, sandbox } = visitor
      await visitor.trouble('Twilio', 'Slow')
      await visitor.type('/newkey killed-svc')
      await standsStillWhileTwilioIsAsked(sandbox)
      await visitor.ends('Asking Twilio, once')
      await tab.getByText('no answer yet').waitFor()
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await visitor.ends('Interrupted')
      await visitor.stepsAre(['Created interrupted'], 3)
      await tab.getByText('newkey is stopped').waitFor()

      // Slack says itself that nobody answers.
      await visitor.type('/newkey to-the-dead')
      await visitor
        .messages()
        .filter({ hasText: '/newkey failed with the error "dispatch_failed"' })
        .waitFor()

      await tab.getByRole('button', { name: 'Start it again' }).click()
      await runsAgain(visitor)
      await visitor.ends('A person decides')
      await tab.getByText('answer lost').waitFor()
      expect(sandbox.twilio.exchanges.filter(({ request }) => request.method === 'POST')).toHaveLength(1)
      await tab.getByRole('button', { name: /^newkey \d unread$/ }).click()
      await visitor.messages().filter({ hasText: 'newkey was interrupted while asking Twilio' }).waitFor()
      await tab.getByRole('button', { name: /^Grace .* \d unread$/ }).waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when a button is pressed while newkey is dead, then that is said beside it, and it can be pressed again',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.go('newkey')
      // The card, which comes after the record that the path is drawn from.
      const card = visitor.messages().filter({ hasNotText: 'Only visible to you' })
      const stored = card.getByRole('button', { name: 'I stored it' })
      await stored.waitFor()
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await tab.getByText('newkey is stopped').waitFor()
      await stored.click()
      await tab.getByText('newkey didn’t answer. Try again.').waitFor()
      await tab.getByRole('button', { name: 'Start it again' }).click()
      await runsAgain(visitor)
      await stored.click()
      await visitor.ends('Delivered and stored')
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when the button to kill is pressed twice, then newkey is dead, and the keyboard stays where it can start it',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await tab.getByRole('button', { name: 'Kill newkey now' }).dblclick()
      await tab.getByText('newkey is stopped').waitFor()
      await tab.getByRole('button', { name: 'Start it again' }).press('Enter')
      await runsAgain(visitor)
      await tab.getByRole('button', { name: 'Start it again' }).and(tab.locator(':focus')).waitFor()
      await comesTo(
        () => tab.locator('.action span').allInnerTexts(),
        ['newkey was killed', 'newkey was started again'],
      )
    },
    PATIENCE_MS,
  )
})
