import { describe, expect } from '@jest/globals'
import { inBrowser, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()

describe('given trouble that somebody makes on the page', () => {
  inBrowser(
    'when Slack refuses the message with the secret, then the key is deleted, and Ada is told',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      await visitor.trouble('Slack', 'Refuses the secret')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Deleted')
      expect((await visitor.steps()).slice(3)).toEqual(['Created done', 'Delivered ended here'])
      await visitor.messages().filter({ hasText: 'Slack didn’t take the message with the secret' }).waitFor()
      await tab.getByText('Nobody was shown its secret').waitFor()
      expect(world.twilio.keys.size).toBe(0)
      expect(await tab.getByText('0 live, 1 deleted').count()).toBe(1)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio is down or busy, then no key is made, which is certain; when it is back, Ada gets one',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      await visitor.trouble('Twilio', 'Down')
      await tab.getByText('Nobody answers at Twilio’s address.').waitFor()
      await visitor.type('/newkey payments-svc')
      await visitor.messages().filter({ hasText: 'newkey couldn’t reach Twilio' }).waitFor()
      await visitor.ends('No key was made')
      expect((await visitor.steps())[3]).toBe('Created ended here')
      expect(world.twilio.exchanges).toEqual([])

      await visitor.trouble('Twilio', 'Busy (429)')
      await visitor.type('/newkey payments-svc')
      await visitor.messages().filter({ hasText: 'Twilio is busy' }).waitFor()
      expect(world.twilio.keys.size).toBe(0)

      await visitor.trouble('Twilio', 'Works')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      expect(world.twilio.keys.size).toBe(1)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio loses its answer, then the key is found, and Grace decides about it',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      await visitor.trouble('Twilio', 'Loses answers')
      await visitor.type('/newkey lost-svc')
      await visitor.ends('A person decides')
      expect((await visitor.steps())[3]).toBe('Created nobody can say')
      await visitor.messages().filter({ hasText: 'Nobody can say whether your key was made' }).waitFor()
      expect(world.twilio.keys.size).toBe(1)
      await visitor.be('Grace')
      await visitor.go('key-audit')
      await tab.getByRole('button', { name: 'Delete this key' }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
      await visitor.ends('Deleted')
      await tab.getByText('Grace decided that it goes.').waitFor()
      await visitor.messages().filter({ hasText: 'It is deleted and works no more' }).waitFor()
      expect(world.twilio.keys.size).toBe(0)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when newkey is killed while Twilio works on a key, then the restart finds the key and asks the leads, and Ada is told',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      await visitor.trouble('Twilio', 'Slow')
      await visitor.type('/newkey killed-svc')
      await visitor.ends('Twilio is asked, once')
      await tab.getByText('no answer yet').waitFor()
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await visitor.ends('Interrupted')
      expect((await visitor.steps())[3]).toBe('Created interrupted')
      await tab.getByText('newkey is dead').waitFor()

      // Slack says itself that nobody answers.
      await visitor.type('/newkey to-the-dead')
      await visitor
        .messages()
        .filter({ hasText: '/newkey failed with the error "dispatch_failed"' })
        .waitFor()

      await tab.getByRole('button', { name: 'Start it again' }).click()
      await visitor.ends('A person decides')
      await tab.getByText('newkey is running').waitFor()
      await tab.getByText('answer lost').waitFor()
      expect(world.twilio.exchanges.filter(({ request }) => request.method === 'POST')).toHaveLength(1)
      await tab.getByRole('button', { name: 'newkey 1 unread' }).click()
      await visitor.messages().filter({ hasText: 'newkey was interrupted while it asked Twilio' }).waitFor()
      await tab.getByRole('button', { name: /^Grace .* \d unread$/ }).waitFor()
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Ada is taken out of the group, then her next key is refused, and so are the buttons of the one she has',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await tab.getByRole('group', { name: '@platform' }).getByLabel('Ada').uncheck()
      await tab.getByRole('button', { name: 'Ada not in @platform' }).waitFor()
      await visitor.type('/newkey second-svc')
      await visitor.ends('Refused')
      expect(world.twilio.keys.size).toBe(1)
      await visitor.go('newkey')
      await tab.getByRole('button', { name: 'I didn’t get it' }).click()
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
      await visitor.messages().filter({ hasText: 'Nothing was changed' }).waitFor()
      expect(world.twilio.keys.size).toBe(1)
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
      expect(visitor.world.twilio.exchanges).toEqual([])
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
      await tab.getByRole('button', { name: 'Kill newkey now' }).click()
      await tab.getByText('newkey is dead').waitFor()
      const stored = visitor.messages().last().getByRole('button', { name: 'I stored it' })
      await stored.click()
      await tab.getByText('newkey didn’t answer. Try again.').waitFor()
      await tab.getByRole('button', { name: 'Start it again' }).click()
      await tab.getByText('newkey is running').waitFor()
      await stored.click()
      await visitor.ends('Delivered and stored')
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio goes down while it works on a key, then its answer is shown as lost, and not as arrived',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.trouble('Twilio', 'Slow')
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Twilio is asked, once')
      await visitor.trouble('Twilio', 'Down')
      await visitor.ends('A key may exist')
      await tab.getByText('answer lost').waitFor()
      expect(await tab.locator('.secret-mark').count()).toBe(0)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when the button to kill is pressed twice, then newkey is dead, and the keyboard stays where it can start it',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await tab.getByRole('button', { name: 'Kill newkey now' }).dblclick()
      await tab.getByText('newkey is dead').waitFor()
      await tab.getByRole('button', { name: 'Start it again' }).press('Enter')
      await tab.getByText('newkey is running').waitFor()
      expect(await tab.locator(':focus').innerText()).toBe('Start it again')
      expect(await tab.locator('.deed').allInnerTexts()).toEqual([
        expect.stringContaining('newkey was killed'),
        expect.stringContaining('newkey was started again'),
      ])
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
      await tab.evaluate(`fetch('/do', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ do: 'press', me: 'U0GRACE001', action: 'keep',
          ts: [...document.querySelectorAll('[data-ts]')].at(-1).dataset.ts }) })`)
      await visitor.ends('Kept')
      await tab.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
      await tab.getByRole('dialog').getByText('This is no longer there.').waitFor()
      await tab.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await tab.getByText('Grace said that the key is in use, so it stays.').waitFor()
      expect(visitor.world.twilio.keys.size).toBe(1)
    },
    PATIENCE_MS,
  )
})

describe('given a page that stays open', () => {
  inBrowser(
    'when the sandbox is stopped and another one started at its address, then the page says so, and goes on with the new one',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await tab.getByRole('button', { name: 'Check the chain' }).click()
      await tab.getByText('The audit log is as it was written').waitFor()
      await tab.getByRole('button', { name: /^Slack Who am I/ }).click()
      await visitor.another(() => tab.getByText('The sandbox has stopped.').waitFor())
      await visitor.ends('Nothing was asked for yet')
      expect(await tab.getByText('The sandbox has stopped.').count()).toBe(0)
      expect(await tab.getByText('The audit log is as it was written').count()).toBe(0)
      expect(await tab.getByRole('button', { name: /^Slack Who am I/, expanded: true }).count()).toBe(0)
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when nobody looks at it, then it leaves its connection to others; looked at again, it shows what has happened',
    async () => {
      const visitor = await visit()
      const { tab, world } = visitor
      const look = (hidden: boolean): Promise<unknown> =>
        tab.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))`)
      await look(true)
      world.slack.say({ id: 'U0BOB00001', name: 'bob' }, 'C0PAYMENTS', 'good morning')
      // An answer to a later request has come, so that what was sent before it would have come too.
      await tab.evaluate(`fetch('/icon.svg').then((answer) => answer.text())`)
      expect(await visitor.messages().count()).toBe(0)
      await look(false)
      await visitor.messages().filter({ hasText: 'good morning' }).waitFor()
    },
    PATIENCE_MS,
  )
})
