import { describe, expect } from '@jest/globals'
import { comesTo, inBrowser, PATIENCE_MS, secretSeen, visits } from './visitor.ts'

const visit = visits()

describe('given what somebody sees, and others don’t', () => {
  inBrowser(
    'when Bob looks while Ada has her secret, then he sees no message of hers; words in a channel he does, with a mark',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.type('I have a <!channel> key now, *really*')
      await visitor.be('Bob')
      // Of what is in #payments he sees her words, and not the reply that she got there.
      await visitor.messages().filter({ hasText: 'key now' }).waitFor()
      await comesTo(() => visitor.messages().count(), 1)
      await visitor.go('newkey')
      await comesTo(() => visitor.messages().count(), 0)
      await visitor.be('Ada')
      await visitor.go('newkey')
      expect(await secretSeen(visitor)).toHaveLength(32)
      await visitor.be('Grace')
      await tab.getByRole('button', { name: /payments unread$/ }).click()
      await visitor.messages().last().getByText('I have a <!channel> key now, *really*').waitFor()
      await tab.getByRole('button', { name: /payments unread$/ }).waitFor({ state: 'detached' })
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Ada reloads before she has looked, then the secret is gone unseen, and nothing says that it was seen',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/newkey payments-svc')
      await tab.getByRole('button', { name: 'newkey 1 unread' }).waitFor()
      await tab.reload()
      await visitor.go('newkey')
      await tab.getByRole('button', { name: 'newkey', exact: true }).waitFor()
      await comesTo(() => visitor.messages().count(), 1)
      await tab.getByText('Next: See the secret, once.').waitFor()
      await visitor.go('payments')
      await comesTo(() => tab.locator('.tried').count(), 1)
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when what is typed is no command, then that is said, and what was typed is still there',
    async () => {
      const visitor = await visit()
      const { tab } = visitor
      await visitor.type('/oldkey payments-svc')
      await tab.getByText('/oldkey is not a command here.').waitFor()
      await comesTo(() => tab.getByRole('combobox').inputValue(), '/oldkey payments-svc')
    },
    PATIENCE_MS,
  )
})
