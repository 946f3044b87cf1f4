import { z } from 'zod'
import { type Child, startChild } from './child-process.ts'
import { readRows } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { settled } from './invariants.ts'
import { createSlowReader, type SlowReader } from './slow-reader.ts'
import { openStage, PEOPLE, pause, type Stage, sendTo, settle, within } from './stage.ts'

const LONGEST_STOP_MS = 10_000
/** Whoever asks whether the process is alive waits so long. */
const HEALTH_MS = 2_000
/** All that a handful of commands may take, while other tests run on the same machine. */
const REST_MS = 20_000
const ROUNDS = 4
const COMMANDS = 5
/** Commands that newkey doesn't hear: each leaves one line and nothing else. */
const UNHEARD = 60
/** One part in so many of the room for lines that wait, so that it is used up. */
const ROOM = '1000'

/** What the reader does: it is stuck, it reads, or it has gone. Each of these is how it ends once in three times. */
type Moment = 'stuck' | 'read' | 'gone'
const ENDS: readonly Moment[] = ['read', 'stuck', 'gone']

const line = z.object({
  audit: z.boolean().optional(),
  seq: z.number().optional(),
  fault: z.string().optional(),
  times: z.number().optional(),
  msg: z.string().optional(),
})
type Line = z.output<typeof line>

/** The lines as newkey wrote them. One that is cut or mixed with another is a violation. */
function parse(texts: readonly string[], violations: string[]): Line[] {
  return texts.flatMap((text): Line[] => {
    try {
      return [line.parse(JSON.parse(text))]
    } catch {
      violations.push(`a line isn't one object: ${text.slice(0, 80)}`)
      return []
    }
  })
}

/** Whether it says that it is alive, in time. */
const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(HEALTH_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Keys are asked for, with the longest reasons, and lines are made, while the reader does as it likes. */
async function work(
  { stage, child, reader }: Life,
  random: Random,
  end: Moment,
  violations: string[],
): Promise<{ readonly names: readonly string[]; readonly unheard: number }> {
  const { url = '' } = child
  const [names, body]: [string[], string] = [[], 'command=%2Fother&text=x']
  let [unheard, last]: [number, Moment] = [0, 'read']
  const leaves = end === 'gone' ? random.below(ROUNDS) : ROUNDS
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= leaves) last = 'gone'
    else if (round === 0) last = 'stuck'
    else last = round === ROUNDS - 1 ? end : random.pick(['stuck', 'stuck', 'read'] as const)
    if (last === 'gone') reader.close()
    const theirs = Array.from({ length: COMMANDS }, (_, at) => `svc-${round}-${at}`)
    names.push(...theirs)
    unheard += UNHEARD
    const headers = stage.slack.sign(body, 'application/x-www-form-urlencoded')
    const all = Promise.all([
      ...theirs.map((name, at) => {
        const who = PEOPLE[(round * COMMANDS + at) % PEOPLE.length] ?? ''
        return sendTo(url, stage.slack.command(who, `${name} ${'because '.repeat(30)}`))
      }),
      ...Array.from({ length: UNHEARD }, () => sendTo(url, { path: '/slack/events', headers, body })),
    ])
    let statuses: readonly (number | undefined)[] = []
    const done = all.then(async (got) => {
      statuses = got
      await child.idle()
    })
    if (last === 'read') await readUntil(reader, done)
    await within(REST_MS, done)
    if (statuses.some((status) => status !== 200) || statuses.length === 0)
      violations.push(`${last}: ${statuses.filter((status) => status === 200).length} commands were answered`)
    if (await isAlive(url)) continue
    violations.push(`${last}: it doesn't say that it is alive`)
    break
  }
  return { names, unheard }
}

/** Reads as it comes, until the work is done. */
async function readUntil(reader: SlowReader, work: Promise<unknown>): Promise<void> {
  let over = false
  void within(REST_MS, work).then(() => {
    over = true
  })
  while (!over) {
    reader.read()
    await pause(5)
  }
  reader.read()
}

interface Life {
  readonly stage: Stage
  readonly child: Child
  readonly reader: SlowReader
}

/** What the lines that were read must say, where somebody read in the end. @returns how many lines were dropped */
function counted({ stage, reader }: Life, unheard: number, violations: string[]): number {
  const lines = parse(reader.lines(), violations)
  const { records } = readRows(stage.file)
  const seqs = lines.flatMap(({ audit, seq }) => (audit === true && seq !== undefined ? [seq] : []))
  const dropped = lines.reduce(
    (sum, { msg, times }) => sum + (/dropped/.test(msg ?? '') ? (times ?? 0) : 0),
    0,
  )
  const heard = lines.filter(({ fault }) => fault === 'nobody_listens').length
  const missing = records.length - seqs.length + (unheard - heard)
  if (seqs.some((seq, at) => seq <= (seqs[at - 1] ?? 0))) violations.push('audit lines came out of order')
  if (missing > dropped) violations.push(`${missing} lines are missing, and ${dropped} were counted`)
  if (missing < 0) violations.push(`${-missing} lines came twice`)
  return dropped
}

/** One life of the process, from its start to its end. */
async function live(
  random: Random,
  last: Moment,
  violations: string[],
): Promise<{ dropped: number; took: number }> {
  const stage = await openStage(2_000)
  const reader = createSlowReader(stage.folder)
  const child = await startChild(stage, { TORTURE_DEADLINE: '2000', TORTURE_ROOM: ROOM }, [], reader.writer)
  reader.handOver()
  // The pipe is full from here on, and newkey has nothing that is half written.
  await child.idle()
  reader.read()
  reader.fill()
  const life = { stage, child, reader }
  const { names, unheard } = await work(life, random, last, violations)

  const began = performance.now()
  const ended = child.end('SIGTERM')
  if (last === 'read') await readUntil(reader, ended)
  await within(LONGEST_STOP_MS, ended)
  const took = performance.now() - began
  if (took >= LONGEST_STOP_MS) violations.push(`${last}: it didn't stop`)
  const code = await child.end('SIGKILL')
  if (code !== 0) violations.push(`${last}: it ended with ${code}`)
  reader.read()
  // What waited at the end of a process that nobody reads is lost with it, and with it what it says.
  const dropped = last === 'read' ? counted(life, unheard, violations) : 0
  reader.close()

  const { keys } = readRows(stage.file)
  for (const name of names)
    if (keys.find((key) => key.name === name)?.state !== 'delivered')
      violations.push(`${last}: ${name} was not delivered`)
  await settle(stage)
  violations.push(...(await settled(stage)).map((violation) => `${last}: ${violation}`))
  await stage.close()
  return { dropped, took }
}

/** A stdout that nobody reads for a while, or ever again, while keys are made. */
export const stuckReaders: Figure = {
  name: 'stuck readers',
  runs: 30,
  short: 3,
  run: async (runs, random) => {
    const violations: string[] = []
    let [dropped, slowest] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const one = await live(random, ENDS[run % ENDS.length] ?? 'read', violations)
      dropped += one.dropped
      slowest = Math.max(slowest, one.took)
    }
    return {
      seen: `${runs} lives with ${ROUNDS * COMMANDS} keys each, ${dropped} lines dropped and counted, slowest exit ${(slowest / 1000).toFixed(1)} s`,
      violations: [...violations, ...floor(dropped, runs, 'lines dropped and counted')],
    }
  },
}
