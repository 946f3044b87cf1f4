import { describe, expect } from '@jest/globals'
import { becomes, comesTo, heldAnswers, inBrowser, inSight, PATIENCE_MS, visits } from './visitor.ts'

const visit = visits()
const SIZES = [
  [1600, 1000],
  [390, 844],
] as const

describe('given somebody whom newkey asks before it does something', () => {
  inBrowser.each(SIZES)(
    'when Ada asks for a name that she has, at %s pixels, then she is asked in view, and her answer decides',
    async (width, height) => {
      const visitor = await visit({ viewport: { width, height } })
      const { tab, sandbox } = visitor
      const happened = async (headline: string): Promise<void> => {
        if (width < 1000) await tab.getByRole('button', { name: 'What happened' }).click()
        await visitor.ends(headline)
      }
      const back = async (): Promise<void> => {
        if (width < 1000) await tab.getByRole('button', { name: 'Slack', exact: true }).click()
      }
      await visitor.type('/newkey payments-svc')
      await visitor.messages().getByRole('link', { name: 'your DM with newkey' }).waitFor()

      await visitor.type('/newkey payments-svc')
      const create = visitor.messages().getByRole('button', { name: 'Create the key' })
      await inSight(create)
      await happened('Waiting for an answer')
      await visitor.stepsAre(['Asked done', 'Checked waiting for an answer', 'Intent recorded not reached'])
      expect(sandbox.twilio.keys.size).toBe(1)
      await back()
      await create.click()
      await create.waitFor({ state: 'detached' })
      await happened('Delivered')
      await visitor.stepsAre([
        'Asked done',
        'Checked done',
        'Intent recorded done',
        'Created done',
        'Delivered done',
      ])
      expect(sandbox.twilio.keys.size).toBe(2)
      await back()

      await visitor.type('/newkey payments-svc')
      await visitor.messages().getByRole('button', { name: 'Cancel' }).click()
      await happened('Canceled')
      await visitor.stepsAre(['Asked done', 'Checked ended here', 'Intent recorded not reached'])
      expect(sandbox.twilio.keys.size).toBe(2)
      await back()
      await comesTo(() => visitor.messages().getByRole('button').count(), 0)
      expect(visitor.faults).toEqual([])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Ada types that a key is to be revoked, then she is asked where she typed it, and the key is revoked',
    async () => {
      const visitor = await visit()
      const { tab, sandbox } = visitor
      await visitor.type('/newkey payments-svc')
      await visitor.ends('Delivered')
      await visitor.type('/newkey revoke payments-svc')
      const revoke = visitor.messages().getByRole('button', { name: 'Revoke this key' })
      await inSight(revoke)
      expect(sandbox.twilio.keys.size).toBe(1)
      await revoke.click()
      await visitor.ends('Revoked')
      await tab.getByText('0 live, 1 deleted').waitFor()
      await revoke.waitFor({ state: 'detached' })
      expect(visitor.faults).toEqual([])
    },
    PATIENCE_MS,
  )

  inBrowser(
    'when Twilio is slow, then it is said where it was typed that the key is being created, and the result takes its place',
    async () => {
      const held = heldAnswers()
      const visitor = await visit({}, { pause: held.pause })
      const { sandbox } = visitor
      const isAnnounced = (): boolean =>
        sandbox.recorder.requests.some(({ request }) => request.body.includes('Creating your key'))
      await visitor.trouble('Twilio', 'Slow')
      await visitor.type('/newkey payments-svc')
      await becomes(sandbox, isAnnounced)
      held.letGo()
      await visitor.ends('Delivered')
      await visitor.messages().getByRole('link', { name: 'your DM with newkey' }).waitFor()
      await comesTo(() => visitor.messages().count(), 1)
    },
    PATIENCE_MS,
  )
})
