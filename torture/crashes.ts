import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import { type Child, startChild } from './child-process.ts'
import { createTally, type Tally } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { always, settled } from './invariants.ts'
import { openStage, PEOPLE, pause, type Stage, sendTo, settle, within } from './stage.ts'

/** Kills between two times at which everything is settled and looked at. */
const BATCH = 50
/** Commands under way at a time: each kill hits them in different states. */
const COMMANDS = 3
/** So many statements one command makes at most, with its refusals and retries. */
const STATEMENTS = 45
/** So many requests leave for it. */
const REQUESTS = 14

/** When the process is killed: at a statement of the database, at a request that leaves, or at some time. */
type Moment =
  | { readonly at: 'statement'; readonly when: 'before' | 'after'; readonly number: number }
  | { readonly at: 'request'; readonly when: 'before' | 'after'; readonly number: number }
  | { readonly at: 'time'; readonly ms: number }

function momentOf(kill: number, random: Random): Moment {
  const when = random.pick(['before', 'after'] as const)
  // Every statement and every request, far from the last one, so that a short run meets all parts of the flow too.
  const turn = Math.floor(kill / 3)
  if (kill % 3 === 0)
    return { at: 'statement', when, number: 1 + ((turn * 37 + 60) % (STATEMENTS * COMMANDS)) }
  if (kill % 3 === 1) return { at: 'request', when, number: 1 + ((turn * 11 + 20) % (REQUESTS * COMMANDS)) }
  return { at: 'time', ms: random.below(400) }
}

/** Kills the child when the nth request of its arrives, before or after it is carried out. */
function killAtRequest(stage: Stage, child: () => Child | undefined, moment: Moment): void {
  let requests = 0
  const counted =
    (handle: (request: WireRequest) => Fate) =>
    (request: WireRequest): Fate => {
      requests += 1
      const now = moment.at === 'request' && requests === moment.number
      if (now && moment.when === 'before') {
        child()?.process.kill('SIGKILL')
        return { kind: 'hang' }
      }
      const fate = handle(request)
      if (now) child()?.process.kill('SIGKILL')
      return fate
    }
  stage.between = { slack: counted, twilio: counted }
}

/** One life of the process: it takes up what the last one left, gets commands, and is killed. */
async function live(stage: Stage, moment: Moment, names: readonly string[], random: Random): Promise<void> {
  let child: Child | undefined
  killAtRequest(stage, () => child, moment)
  const kill = moment.at === 'statement' ? { TORTURE_KILL: `${moment.when} ${moment.number}` } : {}
  child = await startChild(stage, kill)
  const { url } = child
  if (url !== undefined) {
    const sent = names.map((name) => sendTo(url, stage.slack.command(random.pick(PEOPLE), name)))
    if (moment.at === 'time') await pause(moment.ms)
    else
      await within(
        3_000,
        Promise.all(sent).then(() => child?.idle()),
      )
  }
  await child.end('SIGKILL')
}

/** Some of the kills, one after the other. @returns what they violated */
async function lane(kills: readonly number[], random: Random, tally: Tally): Promise<string[]> {
  const violations: string[] = []
  for (let done = 0; done < kills.length; done += BATCH) {
    const stage = await openStage(400)
    for (const kill of kills.slice(done, done + BATCH)) {
      const names = Array.from({ length: COMMANDS }, (_, number) => `svc-${kill}-${number}`)
      await live(stage, momentOf(kill, random), names, random)
    }
    violations.push(...always(stage))
    await settle(stage)
    violations.push(...(await settled(stage)))
    tally.add(stage.file)
    await stage.close()
  }
  return violations
}

/** SIGKILL of the real process at every statement and request of the flow and at random moments, and a new start. */
export const crashes: Figure = {
  name: 'crashes',
  runs: 1_000,
  short: 12,
  run: async (runs, random) => {
    const kills = Array.from({ length: runs }, (_, kill) => kill)
    const tally = createTally()
    const half = (lane: number): number[] => kills.filter((kill) => kill % 2 === lane)
    const lanes = await Promise.all([0, 1].map((number) => lane(half(number), random, tally)))
    return {
      seen: `${runs} kills, settled within 2 passes: ${tally}`,
      violations: [...lanes.flat(), ...floor(tally.of('delivered'), runs / 10, 'keys delivered')],
    }
  },
}
