import { z } from 'zod'
import type { Signed } from '../sandbox/slack/signed.ts'
import type { Figure } from './figure.ts'
import { settled } from './invariants.ts'
import { openStage, PEOPLE, type Stage, settle } from './stage.ts'

const AT_ONCE = 25
const STARTS = [0.6, 0.2, 0.2]

/** One signed command, and then one signed press of a button, a hundred times each: at once, and after restarts. */
export const replays: Figure = {
  name: 'replays',
  runs: 100,
  short: 20,
  run: async (runs) => {
    const stage = await openStage(2_000)
    const ada = PEOPLE[0] ?? ''
    const count = { acked: 0, sent: 0 }
    /** Sends the same bytes again and again. */
    const replay = async (signed: Signed): Promise<void> => {
      for (const share of STARTS) {
        const running = await stage.start()
        const times = Math.ceil(runs * share)
        // No more at once than are looked at within a minute; one that came before uses up nothing.
        for (let sent = 0; sent < times; sent += AT_ONCE) {
          const some = Array.from({ length: Math.min(AT_ONCE, times - sent) }, () => running.send(signed))
          const statuses = await Promise.all(some)
          count.sent += statuses.length
          count.acked += statuses.filter((status) => status === 200).length
        }
        await running.app.idle()
        await running.app.stop()
      }
    }
    await replay(stage.slack.command(ada, 'payments-svc'))
    const keys = stage.twilio.keys.size

    const shown = () => stage.slack.screen(ada).find(({ via }) => via === 'chat.postMessage')
    const card = shown()
    const before = taken(stage)
    if (card) await replay(stage.slack.click(ada, card, 'confirm'))
    const confirmed = taken(stage)
    const now = shown()
    if (now) await replay(stage.slack.click(ada, now, 'revoke'))
    const revoked = taken(stage)
    await settle(stage)
    const violations = [
      ...(await settled(stage)),
      ...(keys === 1 ? [] : [`${keys} keys`]),
      ...(card ? [] : ['there was no card to press on']),
      ...once('confirmed', before, confirmed),
      ...once('revoked', confirmed, revoked),
      ...(revoked.deletions === 1 ? [] : [`${revoked.deletions} deletions`]),
    ]
    await stage.close()
    return {
      seen: `${count.sent} times over 9 starts, ${count.acked} acked, ${keys} key, 2 presses`,
      violations,
    }
  },
}

/** What a press leaves behind: records, changes of the card, and deletions at Twilio. */
function taken(stage: Stage) {
  const audit = stage.lines.map((line) => z.object({ event: z.string().optional() }).parse(JSON.parse(line)))
  return {
    confirmed: audit.filter(({ event }) => event === 'confirmed').length,
    revoked: audit.filter(({ event }) => event === 'revoked').length,
    updates: stage.slack.exchanges.filter(({ request }) => request.path.includes('chat.update')).length,
    deletions: stage.twilio.exchanges.filter(({ request }) => request.method === 'DELETE').length,
  }
}

/** What is wrong about a press that should have been carried out once. */
function once(
  event: 'confirmed' | 'revoked',
  before: ReturnType<typeof taken>,
  after: ReturnType<typeof taken>,
) {
  const records = after[event] - before[event]
  const updates = after.updates - before.updates
  return [
    ...(records === 1 ? [] : [`${records} records of ${event}`]),
    ...(updates === 1 ? [] : [`${updates} changes of the card that says ${event}`]),
  ]
}
