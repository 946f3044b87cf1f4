import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { askOtherReviewer } from '../src/keys/ask-other-reviewer.ts'
import { compareWithTwilio } from '../src/keys/compare-with-twilio.ts'
import { reconcile } from '../src/keys/reconcile.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import { isOf, personOf, receive, take } from './deeds.ts'
import { createTally, readRows } from './evidence.ts'
import type { Figure } from './figure.ts'
import { type Command, type History, history, type Step } from './history.ts'
import { always, settled } from './invariants.ts'
import { createModel, type Model, PEOPLE } from './model.ts'
import { restoreBackups } from './restore.ts'

/** Histories that share one database: their names are their own. */
const BATCH = 100

/** Lets the scheduler choose until all is done. @returns what was thrown */
async function drive(scheduler: History['scheduler'], work: readonly Promise<void>[]): Promise<unknown> {
  let done = false
  const all = Promise.all(work)
    .then(() => undefined)
    .catch((error: unknown) => error)
    .finally(() => {
      done = true
    })
  while (!done) {
    if (scheduler.count() > 0) await scheduler.waitOne()
    await new Promise(setImmediate)
  }
  return all
}

/** Plays one history, and settles it. @returns what it violated */
async function play(
  model: Model,
  file: string,
  own: string,
  { scheduler, commands, steps, later, turns }: History,
): Promise<string[]> {
  const first = model.process('first')
  model.before = async (label) => {
    await scheduler.schedule(Promise.resolve(), label)
    return turns.next().value ?? 'well'
  }
  const begin = (all: readonly Step[], when: string): Promise<void>[] =>
    all.map((one, number) =>
      scheduler
        .schedule(Promise.resolve(), one.kind)
        .then(() => take(model, file, own, commands, one, `process ${own} ${when} ${number}`)),
    )
  const asks = commands.flatMap(({ user, times, isSentence }, number) =>
    Array.from({ length: times }, () => receive(first, `${own}-${number}`, personOf(user), isSentence)),
  )
  const work = (await Promise.all(asks)).map((goOn) => goOn())
  const failure =
    (await drive(scheduler, [...work, ...begin(steps, 'meanwhile')])) ??
    (await drive(scheduler, begin(later, 'later')))
  const isSteady = ![...steps, ...later].some(({ kind }) => kind === 'clock' || kind === 'clock set')
  const evidence = {
    file,
    slack: model.slack,
    twilio: model.foreign.others,
    isClockSteady: (name: string) => isSteady && isOf(own, { name }),
  }
  const violations = [...(failure ? [`a verb threw ${String(failure)}`] : []), ...always(evidence)]

  // While its lease runs, a request is its own process's: nothing was interrupted where no other came and no time went by.
  const isAlone = (one: Step): boolean =>
    one.kind === 'answer' ? !one.isRestarted : one.kind !== 'recover' && one.kind !== 'clock'
  if ([...steps, ...later].every(isAlone))
    for (const one of [...readRows(file).requests, ...readRows(file).keys])
      if (isOf(own, one) && one.cause === 'interrupted')
        violations.push(`${one.name} was interrupted by its own process`)

  model.before = async () => 'well'
  model.ahead = 0
  model.holds = false
  for (const person of PEOPLE) model.members.add(person)
  for (const pass of [1, 2]) {
    model.time += pass * 3 * 3_600_000
    const services = model.process(`settle ${own} ${pass}`)
    await compareWithTwilio(services)
    if (pass === 2) await askOtherReviewer(services)
    await reconcile(services)
    if (pass === 1) readerLeaves(model, file, own)
  }
  return [
    ...violations,
    ...(await settled(evidence)),
    ...model.foreign.touched(model.slack),
    ...unasked(model, file),
    ...taken(file, own, commands),
    ...wronglyGone(model, file),
  ]
}

/** Whoever was asked about a held key of this history is no longer a member. */
function readerLeaves(model: Model, file: string, own: string): void {
  const { keys, messages } = readRows(file)
  const held = new Set(keys.filter((key) => isOf(own, key) && key.state === 'held').map(({ sid }) => sid))
  const reader = messages.find(({ about, reader }) => held.has(about) && reader !== null)?.reader
  if (reader) model.members.delete(reader)
}

/** A held key about which only somebody is asked who may no longer decide. */
function unasked(model: Model, file: string): string[] {
  const { keys, messages } = readRows(file)
  const held = new Set(keys.filter(({ state }) => state === 'held').map(({ sid }) => sid))
  return messages
    .filter(({ about, reader }) => held.has(about) && reader !== null && !model.members.has(reader))
    .map(({ about, reader }) => `${reader} is asked about ${about}, and may not decide`)
}

/** A key that was made of a sentence although nobody was asked whether it is meant. */
function taken(file: string, own: string, commands: readonly Command[]): string[] {
  const sentences = commands.flatMap(({ isSentence }, number) => (isSentence ? [`${own}-${number}`] : []))
  const { requests, records } = readRows(file)
  const has = (id: string, what: string): boolean =>
    records.some(({ request, event }) => request === id && event === what)
  return requests
    .filter(({ id, name }) => sentences.includes(name) && has(id, 'intent') && !has(id, 'asked'))
    .map(({ id }) => `${id} was taken from a sentence, and nobody was asked`)
}

/** A key of which it is recorded that it was deleted elsewhere, and it wasn't. */
function wronglyGone(model: Model, file: string): string[] {
  return readRows(file)
    .records.filter(
      ({ outcome, sid }) => outcome === 'deleted_elsewhere' && !model.deletedElsewhere.has(sid ?? ''),
    )
    .map(({ sid }) => `${sid} is recorded as deleted elsewhere, and nobody deleted it there`)
}

const issueOne = async (model: Model, name: string): Promise<void> =>
  (await receive(model.process('one'), name, personOf(0)))()

/** What several owners can do to one database, in every order that chance finds. */
export const histories: Figure = {
  name: 'histories',
  runs: 10_000,
  short: 60,
  run: async (runs, random) => {
    const violations: string[] = []
    const tally = createTally()
    for (let done = 0; done < runs; done += BATCH) {
      const folder = mkdtempSync(join(tmpdir(), 'newkey-histories-'))
      const file = join(folder, 'newkey.db')
      const db = await openDatabase(file)
      await sql`pragma synchronous = off`.execute(db)
      const model = createModel(db)
      let number = done
      const property = fc.asyncProperty(history, async (one) => {
        const broken = await play(model, file, `h${number++}`, one)
        if (broken.length > 0) throw new Error(broken.join('; '))
      })
      const result = await fc.check(property, {
        numRuns: Math.min(BATCH, runs - done),
        seed: random.below(2 ** 31),
        endOnFailure: true,
      })
      if (result.failed)
        violations.push(
          `${result.errorInstance instanceof Error ? result.errorInstance.message : ''} (seed ${result.seed}, path ${result.counterexamplePath})`,
        )
      tally.add(file)
      await db.destroy()
      violations.push(...(await restoreBackups(folder, issueOne)))
      rmSync(folder, { recursive: true, force: true })
    }
    return { seen: `${runs} histories: ${tally}`, violations }
  },
}
