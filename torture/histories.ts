import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { confirmKey } from '../src/keys/confirm-key.ts'
import type { Deps } from '../src/keys/deps.ts'
import { fulfilRequest } from '../src/keys/fulfil-request.ts'
import { receiveRequest } from '../src/keys/receive-request.ts'
import { reconcile } from '../src/keys/reconcile.ts'
import { isRequestId } from '../src/keys/request.ts'
import { revokeOwnKey } from '../src/keys/revoke-own-key.ts'
import { Secret } from '../src/secret.ts'
import { openDatabase } from '../src/store/node-sqlite.ts'
import type { Figure } from './figure.ts'
import { always, createTally, readRequests, settled } from './invariants.ts'
import { createModel, type Model, PEOPLE, TEAM, type Turn } from './model.ts'
import { restoreBackup } from './restore.ts'

/** Histories that share one database: their names are their own. */
const BATCH = 100
const LEASE_MS = 31_000

/** What may happen beside the commands, at any moment that the scheduler chooses. */
const step = fc.oneof(
  // Another process takes up what has no lease any more; the first one may still be at work, or wake later.
  { weight: 4, arbitrary: fc.constant({ kind: 'recover' as const }) },
  // The clock jumps: on past a lease, on past a search window, or back.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      by: fc.constantFrom(LEASE_MS, 3_700_000, 600_000, -60_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      verb: fc.constantFrom('confirm', 'revoke'),
      twice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('membership' as const), user: fc.nat(2) }) },
)
const history = fc.record({
  scheduler: fc.scheduler(),
  commands: fc.array(fc.record({ user: fc.nat(2), times: fc.integer({ min: 1, max: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  steps: fc.array(step, { maxLength: 6 }),
  turns: fc.infiniteStream(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Turn>('well') },
      { weight: 4, arbitrary: fc.constantFrom<Turn>('lost', 'in vain', 'refused') },
    ),
  ),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

/** A verb that loses a race says so; nothing else may be thrown. */
const race = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'overtaken')) throw error
  })
}

async function command(
  deps: Deps,
  name: string,
  user: (typeof PEOPLE)[number],
  delivery: string,
): Promise<void> {
  const marks = { trigger: `${name} ${user}`, delivery }
  const receipt = await receiveRequest(deps, { user, team: TEAM, name, reason: '', marks })
  if (receipt.kind === 'received')
    await race(fulfilRequest(deps, receipt.request, { acked: true, replyTo: new Secret('x') }))
}

async function press(model: Model, file: string, own: string, verb: string): Promise<void> {
  const row = readRequests(file).findLast(({ name, sid }) => name.startsWith(own) && sid !== null)
  if (!row || !isRequestId(row.id)) return
  const deps = model.process('first')
  await race(
    (verb === 'confirm' ? confirmKey : revokeOwnKey)(deps, {
      request: row.id,
      user: personOf(0),
      team: TEAM,
    }),
  )
}

/** Plays one history, and settles it. @returns what it violated */
async function play(
  model: Model,
  file: string,
  own: string,
  { scheduler, commands, steps, turns }: History,
): Promise<string[]> {
  const first = model.process('first')
  model.before = async (label) => {
    await scheduler.schedule(Promise.resolve(), label)
    return turns.next().value ?? 'well'
  }
  const work = commands.flatMap(({ user, times }, number) =>
    Array.from({ length: times }, () =>
      command(first, `${own}-${number}`, personOf(user), `${own}-${number}`),
    ),
  )
  for (const [number, one] of steps.entries())
    work.push(
      scheduler.schedule(Promise.resolve(), one.kind).then(async () => {
        if (one.kind === 'clock') jump(model, one.by)
        else if (one.kind === 'membership') toggle(model.members, personOf(one.user))
        else if (one.kind === 'recover') await reconcile(model.process(`process ${own} ${number}`))
        else
          for (let press_ = 0; press_ < (one.twice ? 2 : 1); press_++) await press(model, file, own, one.verb)
      }),
    )
  let failure: unknown
  const all = Promise.all(work).catch((error: unknown) => {
    failure = error
  })
  let done = false
  void all.then(() => {
    done = true
  })
  while (!done) {
    if (scheduler.count() > 0) await scheduler.waitOne()
    await new Promise(setImmediate)
  }
  const scene = { file, slack: model.slack, twilio: model.twilio }
  const violations = [...(failure ? [`a verb threw ${String(failure)}`] : []), ...always(scene)]

  model.before = async () => 'well'
  for (const person of PEOPLE) model.members.add(person)
  for (const pass of [1, 2]) {
    model.time += pass * 3 * 3_600_000
    await reconcile(model.process(`settle ${own} ${pass}`))
  }
  return [...violations, ...settled(scene)]
}

const issueOne = (model: Model, name: string): Promise<void> =>
  command(model.process('one'), name, personOf(0), name)

/** Time goes on; a clock that is set back is the machine's alone. */
function jump(model: Model, by: number): void {
  if (by > 0) model.time += by
  else model.ahead += by
}

function personOf(number: number): (typeof PEOPLE)[number] {
  const person = PEOPLE[number]
  if (!person) throw new Error('nobody')
  return person
}

function toggle(members: Set<string>, user: string): void {
  if (!members.delete(user)) members.add(user)
}

/** What several owners can do to one database, in every order that chance finds. */
export const histories: Figure = {
  name: 'histories',
  runs: 10_000,
  short: 150,
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
      violations.push(...(await restoreBackup(folder, issueOne)))
      rmSync(folder, { recursive: true, force: true })
    }
    return { seen: `${runs} histories: ${tally}`, violations }
  },
}
