import type { Figure } from './figure.ts'
import { settled } from './invariants.ts'
import { openStage, PEOPLE, settle } from './stage.ts'

/** One signed request, a hundred times: at once, one by one, and after restarts. */
export const replays: Figure = {
  name: 'replays',
  runs: 100,
  short: 20,
  run: async (runs) => {
    const stage = await openStage(2_000)
    const signed = stage.slack.command(PEOPLE[0] ?? '', 'payments-svc')
    const statuses: (number | undefined)[] = []
    for (const share of [Math.ceil(runs * 0.6), Math.floor(runs * 0.2), Math.floor(runs * 0.2)]) {
      const running = await stage.start()
      statuses.push(...(await Promise.all(Array.from({ length: share }, () => running.send(signed)))))
      await running.app.idle()
      await running.app.stop()
    }
    const keys = stage.twilio.keys.size
    await settle(stage)
    const violations = [...settled(stage), ...(keys === 1 ? [] : [`${keys} keys`])]
    await stage.close()
    const acked = statuses.filter((status) => status === 200).length
    return { seen: `${statuses.length} times over 3 starts, ${acked} acked, ${keys} key`, violations }
  },
}
