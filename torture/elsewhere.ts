import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import { createTally, readRows } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { addForeign } from './foreign.ts'
import { always, settled } from './invariants.ts'
import { openStage, PEOPLE, type Stage, settle } from './stage.ts'

/** Commands on one stage: few people with a low limit, so that many are compared before a refusal. */
const BATCH = 20
const LIMITS = { MAX_LIVE_KEYS_PER_PERSON: '2' }
/** So many people ask. Their number times the limit is more than newkey believes to be gone all at once. */
const ASKERS = 8

const json = (status: number, answer: object): Fate => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(answer),
})
/** What newkey may be told when it looks: each is wrong, and none shows that a key is gone. */
const LIES: readonly Fate[] = [
  json(200, { keys: [], next_page_uri: null }),
  json(404, { message: 'no such page' }),
  json(401, { code: 20003, status: 401 }),
  json(500, { code: 20404, status: 500 }),
  { kind: 'reset' },
]
const isLook = ({ method, path }: WireRequest): boolean => method === 'GET' && /\/Keys(\/|\.json)/.test(path)

/** Deletes keys in the Console at random moments, and lets some of newkey's looks go wrong. @returns what was deleted */
function deleteElsewhere(stage: Stage, random: Random, foreign: readonly string[]): Set<string> {
  const deleted = new Set<string>()
  const maybeDelete = (): void => {
    const there = [...stage.twilio.keys.keys()].filter((sid) => !foreign.includes(sid))
    if (there.length < 2 || random.below(25) > 0) return
    const sid = random.pick(there)
    if (stage.twilio.deleteInConsole(sid)) deleted.add(sid)
  }
  const around =
    (handle: (request: WireRequest) => Fate) =>
    (request: WireRequest): Fate => {
      maybeDelete()
      const fate = isLook(request) && random.below(4) === 0 ? random.pick(LIES) : handle(request)
      maybeDelete()
      return fate
    }
  stage.between = { slack: around, twilio: around }
  return deleted
}

/** What must be true of the keys that were deleted elsewhere, and of the others. */
function accounted(stage: Stage, deleted: ReadonlySet<string>): string[] {
  const { keys, records } = readRows(stage.file)
  return [
    ...keys
      .filter(({ sid, state }) => !stage.twilio.keys.has(sid) && state !== 'revoked')
      .map(({ sid, state }) => `${sid} is ${state}, and Twilio doesn’t have it`),
    ...records
      .filter(({ outcome, sid }) => outcome === 'deleted_elsewhere' && !deleted.has(sid ?? ''))
      .map(({ sid }) => `${sid} is recorded as deleted elsewhere, and nobody deleted it there`),
    ...records
      .filter(({ outcome, event }) => outcome === 'deleted_elsewhere' && event !== 'revoked')
      .map(({ event, sid }) => `${sid} is ${event} because it was deleted elsewhere`),
  ]
}

/** Keys that somebody deletes at Twilio without newkey, at random moments. */
export const elsewhere: Figure = {
  name: 'deleted elsewhere',
  runs: 1_000,
  short: 20,
  run: async (runs, random) => {
    const violations: string[] = []
    const tally = createTally()
    let [gone, noticed] = [0, 0]
    for (let done = 0; done < runs; done += BATCH) {
      const stage = await openStage(2_000, LIMITS)
      const foreign = addForeign(stage.twilio)
      const running = await stage.start()
      await running.app.idle()
      const deleted = deleteElsewhere(stage, random, foreign.sids)
      for (let sent = 0; sent < BATCH && done + sent < runs; sent += 4)
        await Promise.all(
          Array.from({ length: Math.min(4, runs - done - sent) }, (_, number) =>
            running.send(
              stage.slack.command(PEOPLE[random.below(ASKERS)] ?? '', `svc-${done + sent + number}`),
            ),
          ),
        )
      await running.app.idle()
      const evidence = { ...stage, twilio: foreign.others }
      violations.push(...always(evidence))
      await running.app.stop()
      await settle(stage)
      violations.push(
        ...(await settled(evidence)),
        ...accounted(stage, deleted),
        ...foreign.touched(stage.slack),
      )
      gone += deleted.size
      noticed += readRows(stage.file).records.filter(({ outcome }) => outcome === 'deleted_elsewhere').length
      tally.add(stage.file)
      await stage.close()
    }
    return {
      seen: `${runs} requests, ${gone} keys deleted elsewhere, ${noticed} recorded as that: ${tally}`,
      violations: [...violations, ...floor(noticed, runs / 20, 'keys deleted elsewhere')],
    }
  },
}
