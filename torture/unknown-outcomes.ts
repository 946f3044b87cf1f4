import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import type { FakeKey } from '../sandbox/twilio/answers.ts'
import { rfc2822 } from '../sandbox/twilio/answers.ts'
import { createTally } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { addForeign } from './foreign.ts'
import { always, asksFor, settled } from './invariants.ts'
import { openStage, PEOPLE, type Stage, settle } from './stage.ts'

type Handle = (request: WireRequest) => Fate
type Fault = (handle: Handle, request: WireRequest, stage: Stage) => Fate

const answer = (status: number, body: string, type = 'application/json'): Fate => ({
  kind: 'answer',
  status,
  body,
  headers: { 'content-type': type },
})
/** What is answered although the request was carried out. */
const after = (_done: Fate, instead: Fate): Fate => instead
const page = (status: number): Fate => answer(status, '<html>Bad gateway</html>', 'text/html')

/** Fifteen ways in which a request to Twilio goes wrong; each may have been carried out or not. */
const TWILIO: Readonly<Record<string, Fault>> = {
  'reset before': () => ({ kind: 'reset' }),
  'reset after': (handle, request) => after(handle(request), { kind: 'reset' }),
  'hang before': () => ({ kind: 'hang' }),
  'hang after': (handle, request) => after(handle(request), { kind: 'hang' }),
  '5xx after': (handle, request) => after(handle(request), answer(500, '{"code":20500,"status":500}')),
  '408 of a proxy after': (handle, request) => after(handle(request), page(408)),
  '502 of a proxy after': (handle, request) => after(handle(request), page(502)),
  'truncated answer': (handle, request) => {
    const fate = handle(request)
    return fate.kind === 'answer' ? { ...fate, body: fate.body.slice(0, fate.body.length / 2) } : fate
  },
  stall: (handle, request) => after(handle(request), { kind: 'stall', status: 201 }),
  'late creation': (handle, request, stage) => createLate(handle, request, stage),
  'lying 404': () => answer(404, '{"code":20404,"status":404}'),
  'a yes that names another key': (handle, request, stage) =>
    asksFor(request) ? after(handle(request), yesOf(stage)) : handle(request),
  'a page instead of a deletion': (handle, request) =>
    request.method === 'DELETE' ? page(200) : handle(request),
  'a list without an end': (handle, request) =>
    request.method === 'GET' ? answer(200, '{"keys":[]}') : handle(request),
  'repeated page': (handle, request) => {
    const fate = handle(request)
    if (fate.kind !== 'answer' || request.method !== 'GET') return fate
    const list: unknown = JSON.parse(fate.body)
    return { ...fate, body: JSON.stringify({ ...Object(list), next_page_uri: request.path }) }
  },
}

/** Somebody else's key, as if it had just been made; or another request's. */
function yesOf({ twilio }: Stage): Fate {
  const keys = [...twilio.keys.values()]
  const other = keys[keys.length % 2 === 0 ? 0 : Math.max(0, keys.length - 2)]
  const at = rfc2822(other?.dateCreated ?? 0)
  return answer(
    201,
    JSON.stringify({
      sid: other?.sid,
      friendly_name: other?.friendlyName,
      date_created: at,
      date_updated: at,
      secret: 'of another key',
    }),
  )
}

/** The key comes into being only after the answer was given up, with that moment as its time. */
function createLate(handle: Handle, request: WireRequest, { twilio }: Stage): Fate {
  if (!asksFor(request)) return { kind: 'hang' }
  const before = new Set(twilio.keys.keys())
  handle(request)
  const made = [...twilio.keys.values()].filter(({ sid }) => !before.has(sid))
  for (const key of made) {
    twilio.keys.delete(key.sid)
    late.push({ twilio, key })
  }
  return { kind: 'hang' }
}
const late: { readonly twilio: Stage['twilio']; readonly key: FakeKey }[] = []

const SLACK: Readonly<Record<string, Fault>> = {
  reset: () => ({ kind: 'reset' }),
  'reset after': (handle, request) => after(handle(request), { kind: 'reset' }),
  hang: () => ({ kind: 'hang' }),
  '500': () => page(500),
  // Of reads it would be remembered, and end the other requests before they come to Twilio.
  '429': (handle, request) => (request.path.includes('chat.') ? answer(429, '') : handle(request)),
  error: () => answer(200, '{"ok":false,"error":"internal_error"}'),
  'error after': (handle, request) =>
    after(handle(request), answer(200, '{"ok":false,"error":"fatal_error"}')),
}

/** Lets every second request to Twilio go wrong, and every twelfth to Slack: a command makes many of those. */
function disturb(stage: Stage, random: Random, met: Map<string, number>): void {
  const unsteady =
    (faults: Readonly<Record<string, Fault>>, oneOf: number) =>
    (handle: Handle): Handle =>
    (request) => {
      if (random.below(oneOf) > 0) return handle(request)
      const name = random.pick(Object.keys(faults))
      met.set(name, (met.get(name) ?? 0) + 1)
      return faults[name]?.(handle, request, stage) ?? handle(request)
    }
  stage.between = { slack: unsteady(SLACK, 12), twilio: unsteady(TWILIO, 2) }
}

const BATCH = 25

/** Unclear answers of both vendors, in seeded mixes. */
export const unknownOutcomes: Figure = {
  name: 'unknown outcomes',
  runs: 1_000,
  short: 75,
  run: async (runs, random) => {
    const violations: string[] = []
    const met = new Map<string, number>()
    const tally = createTally()
    for (let done = 0; done < runs; done += BATCH) {
      // Long enough for twenty-five at once: what is only slow would never come to Twilio.
      const stage = await openStage(800)
      const running = await stage.start()
      await running.app.idle()
      const foreign = addForeign(stage.twilio)
      const evidence = { ...stage, twilio: foreign.others }
      disturb(stage, random, met)
      const commands = Array.from({ length: Math.min(BATCH, runs - done) }, (_, number) =>
        running.send(stage.slack.command(random.pick(PEOPLE), `svc-${done + number}`)),
      )
      await Promise.all(commands)
      await running.app.idle()
      violations.push(...always(evidence))
      await running.app.stop()
      for (const { twilio, key } of late.splice(0)) twilio.keys.set(key.sid, key)
      await settle(stage)
      violations.push(...(await settled(evidence)), ...foreign.touched(stage.slack))
      tally.add(stage.file)
      await stage.close()
    }
    const kinds = Object.keys(TWILIO).filter((name) => met.has(name)).length
    return {
      seen: `${runs} requests, ${kinds} of ${Object.keys(TWILIO).length} kinds of fault: ${tally}`,
      violations: [
        ...violations,
        ...floor(kinds, Object.keys(TWILIO).length - (runs < 100 ? 3 : 0), 'kinds of fault'),
        ...floor(tally.of('unknown'), runs / 10, 'unknown outcomes'),
      ],
    }
  },
}
