import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { KeyIn } from '../src/domain/key.ts'
import { isKeySid } from '../src/ids.ts'
import { announceCreation } from '../src/keys/announce-creation.ts'
import type { Answer, Press } from '../src/keys/authorize-press.ts'
import { confirmKey } from '../src/keys/confirm-key.ts'
import { fulfilRequest } from '../src/keys/fulfil-request.ts'
import type { Services } from '../src/keys/ports.ts'
import { receiveRequest } from '../src/keys/receive-request.ts'
import { reconcile } from '../src/keys/reconcile.ts'
import { reviewKey } from '../src/keys/review-key.ts'
import { revokeOwnKey } from '../src/keys/revoke-own-key.ts'
import { Secret } from '../src/secret.ts'
import type { ListenerServices } from '../src/slack/interactions/listener.ts'
import { showCard } from '../src/slack/interactions/show-card.ts'
import { showReview } from '../src/slack/interactions/show-review.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'
import { createTally, readRows } from './evidence.ts'
import type { Figure } from './figure.ts'
import { type History, history, type Step } from './history.ts'
import { always, settled } from './invariants.ts'
import { createModel, type Model, PEOPLE, TEAM } from './model.ts'
import { restoreBackups } from './restore.ts'

/** Histories that share one database: their names are their own. */
const BATCH = 100

/** A verb that loses a race says so; nothing else may be thrown. */
const race = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'overtaken')) throw error
  })
}

/** Receives a command, and returns what is then to be done: the rest of its life, or nothing for a duplicate. */
async function receive(
  deps: Services,
  name: string,
  user: (typeof PEOPLE)[number],
): Promise<() => Promise<void>> {
  const fingerprints = { trigger: name, payload: name }
  const receipt = await receiveRequest(deps, { user, team: TEAM, name, reason: '', fingerprints })
  if (receipt.kind !== 'received') return async () => undefined
  const replyTo = { url: new Secret('x'), channel: undefined, replaces: false }
  const announcement = announceCreation(deps, replyTo)
  return () => race(fulfilRequest(deps, receipt.request, { acked: true, isSentence: false, announcement }))
}

type Settled = KeyIn<'active' | 'revoking' | 'revoked'>
type Verb = (services: ListenerServices, press: Press) => Promise<Answer<Settled>>
const VERBS: Readonly<Record<'confirm' | 'revoke' | 'keep' | 'delete', Verb>> = {
  confirm: confirmKey,
  revoke: (services, press) => revokeOwnKey(services, press, 'revoked_by_requester'),
  keep: (services, press) => reviewKey(services, press, 'keep'),
  delete: (services, press) => reviewKey(services, press, 'revoke'),
}

/**
 * A button that somebody might press, with what is shown of it afterwards: the owner their own, another person the one
 * that asks them to decide.
 */
async function press(
  model: Model,
  file: string,
  own: string,
  { verb, which }: Extract<Step, { readonly kind: 'press' }>,
): Promise<void> {
  const decides = verb === 'keep' || verb === 'delete'
  const theirs = readRows(file).keys.filter(
    ({ name, state }) => name.startsWith(`${own}-`) && (!decides || state === 'held'),
  )
  const row = theirs[which % Math.max(1, theirs.length)]
  if (!row || !isKeySid(row.sid)) return
  const services = model.process('first')
  for (const user of PEOPLE) {
    const pressed = {
      key: row.sid,
      value: row.sid,
      user,
      team: TEAM,
      at: undefined,
      isEphemeral: false,
      replyTo: { url: new Secret('x'), channel: undefined, replaces: false },
      payloadDigest: '',
    }
    await race(
      VERBS[verb](services, pressed).then(async (answer) => {
        if (answer.kind === 'done') await (decides ? showReview : showCard)(services, answer.result, pressed)
      }),
    )
  }
}

/** Does one thing that may happen beside the commands. @param by a name for another process */
async function take(model: Model, file: string, own: string, one: Step, by: string): Promise<void> {
  switch (one.kind) {
    case 'clock':
      return jump(model, one.by)
    case 'clock set':
      model.ahead = one.ahead
      return
    case 'hold':
      model.holds = one.on
      return
    case 'membership':
      return toggle(model.members, personOf(one.user))
    case 'own pass':
      return reconcile(model.process('first'))
    case 'recover':
      return reconcile(model.process(by))
    case 'press':
      await press(model, file, own, one)
      if (one.twice) await press(model, file, own, one)
  }
}

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
        .then(() => take(model, file, own, one, `process ${own} ${when} ${number}`)),
    )
  const asks = commands.flatMap(({ user, times }, number) =>
    Array.from({ length: times }, () => receive(first, `${own}-${number}`, personOf(user))),
  )
  const work = (await Promise.all(asks)).map((goOn) => goOn())
  const failure =
    (await drive(scheduler, [...work, ...begin(steps, 'meanwhile')])) ??
    (await drive(scheduler, begin(later, 'later')))
  const evidence = { file, slack: model.slack, twilio: model.foreign.others }
  const violations = [...(failure ? [`a verb threw ${String(failure)}`] : []), ...always(evidence)]

  // While its lease runs, a request is its own process's: nothing was interrupted where no other came and no time went by.
  if (![...steps, ...later].some(({ kind }) => kind === 'recover' || kind === 'clock'))
    for (const { name, cause } of [...readRows(file).requests, ...readRows(file).keys])
      if (name.startsWith(`${own}-`) && cause === 'interrupted')
        violations.push(`${name} was interrupted by its own process`)

  model.before = async () => 'well'
  model.ahead = 0
  model.holds = false
  for (const person of PEOPLE) model.members.add(person)
  for (const pass of [1, 2]) {
    model.time += pass * 3 * 3_600_000
    await reconcile(model.process(`settle ${own} ${pass}`))
  }
  return [...violations, ...(await settled(evidence)), ...model.foreign.touched(model.slack)]
}

const issueOne = async (model: Model, name: string): Promise<void> =>
  (await receive(model.process('one'), name, personOf(0)))()

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
  short: 100,
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
