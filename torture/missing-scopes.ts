import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import { createKnowledge, type Knowledge } from './app-knowledge.ts'
import { createTally, readRows } from './evidence.ts'
import { type Figure, floor, type Random } from './figure.ts'
import { asksFor, settled } from './invariants.ts'
import { messagesIn } from './seen-messages.ts'
import { openStage, PEOPLE, type Running, type Stage, settle } from './stage.ts'

/** Rounds on one stage. Each is up to four commands at once. */
const BATCH = 30
const MOST_AT_ONCE = 4
const CONTACT = 'the people of the proving ground'
const SCOPES = ['chat:write', 'im:write', 'users:read', 'usergroups:read']
/** Which of them are taken away together. */
const TAKEN = [
  ['chat:write'],
  ['im:write'],
  ['chat:write', 'im:write'],
  ['chat:write', 'users:read'],
  ['users:read'],
  ['usergroups:read'],
]
/** What is read of people and groups is old after this time (ms), and so is what newkey believes of its scopes. */
const [OLD_MS, FORGOTTEN_MS] = [61_000, 601_000]

/** What was seen over all rounds. */
interface Sums {
  refused: number
  afterwards: number
}

/** One newkey whose scopes come and go. */
interface Scene {
  readonly stage: Stage
  readonly random: Random
  readonly knowledge: Knowledge
  readonly violations: string[]
  /** Whether Slack's answers name the scopes of the token, as they do; a proxy may take that header away. */
  readonly isNamed: boolean
  /** After so many more requests to Slack, the scopes change; undefined for not at all. */
  changesIn: number | undefined
}

/** Takes scopes away, or gives all back. */
function change({ stage, random, knowledge }: Scene): void {
  const { scopes } = stage.slack
  if (SCOPES.some((scope) => !scopes.has(scope))) for (const scope of SCOPES) scopes.add(scope)
  else for (const scope of random.pick(TAKEN)) scopes.delete(scope)
  knowledge.changed()
}

function watch(scene: Scene): void {
  const { stage, knowledge, isNamed } = scene
  const slack =
    (handle: (request: WireRequest) => Fate) =>
    (request: WireRequest): Fate => {
      if (scene.changesIn !== undefined && scene.changesIn-- <= 0) {
        scene.changesIn = undefined
        change(scene)
      }
      const fate = handle(request)
      if (fate.kind !== 'answer') return fate
      const { 'x-oauth-scopes': named, ...unnamed } = fate.headers
      const answered = isNamed ? fate : { ...fate, headers: unnamed }
      knowledge.answered(request, answered)
      return answered
    }
  const twilio =
    (handle: (request: WireRequest) => Fate) =>
    (request: WireRequest): Fate => {
      const name = asksFor(request)
      const lack = knowledge.lack()
      if (typeof name === 'string' && lack !== undefined)
        scene.violations.push(`${name} was asked for, and newkey had been told that it lacks ${lack}`)
      return handle(request)
    }
  stage.between = { slack, twilio }
}

/** Some commands at once, and what must have come of them. */
async function round(scene: Scene, running: Running, first: number, sums: Sums): Promise<void> {
  const { stage, random, knowledge, violations } = scene
  const all = SCOPES.every((scope) => stage.slack.scopes.has(scope))
  const mayBeKnown = random.below(2) === 0
  if (mayBeKnown) stage.pass(scene.isNamed ? OLD_MS : FORGOTTEN_MS)
  if (mayBeKnown && !scene.isNamed) knowledge.forgotten()
  scene.changesIn = random.below(5) === 0 ? random.below(12) : undefined
  knowledge.begins()
  const wasLacking = knowledge.lack() !== undefined
  const names = Array.from({ length: 1 + random.below(MOST_AT_ONCE) }, (_, at) => `svc-${first + at}`)
  const statuses = await Promise.all(
    names.map((name, at) =>
      running.send(stage.slack.command(PEOPLE[(first + at) % PEOPLE.length] ?? '', name)),
    ),
  )
  await running.app.idle()
  const isSteady = knowledge.isSteady()
  scene.changesIn = undefined
  knowledge.ends()
  violations.push(
    ...statuses.filter((status) => status !== 200).map((status) => `a command got ${status ?? 'no answer'}`),
  )
  const { requests, keys } = readRows(stage.file)
  const theirs = requests.filter(({ name }) => names.includes(name))
  if (wasLacking) sums.refused += theirs.filter(({ state }) => state !== 'issued').length
  // Where all scopes were there, and newkey could see that, everybody gets their key without a restart.
  if (!all || !isSteady || !(scene.isNamed || mayBeKnown)) return
  sums.afterwards += names.length
  for (const { name, state, cause } of theirs)
    if (keys.find((key) => key.name === name)?.state !== 'delivered')
      violations.push(`${name} is ${state} (${cause}), and newkey had all scopes`)
}

/** Each requester was told once how it ended, and sent to whoever can act where only they can. */
function toldOnce({ slack, file }: Stage): string[] {
  const { requests, keys } = readRows(file)
  const posts = messagesIn(slack.exchanges.filter(({ request }) => !request.path.endsWith('/chat.update')))
  const refused = requests.filter(({ state }) => ['denied', 'failed'].includes(state))
  const heard = posts.filter(({ text }) => text === 'No key was created.')
  const setup = refused.filter(({ cause }) => cause === 'slack_setup')
  const sent = heard.filter(({ words }) => [...words].some((word) => word.includes(CONTACT)))
  const dead = keys.filter(({ state, cause }) => state === 'revoked' && cause === 'delivery_failed')
  return [
    ...(heard.length === refused.length
      ? []
      : [`${refused.length} requests were refused, and people were told so ${heard.length} times`]),
    ...(sent.length >= setup.length
      ? []
      : [`${setup.length} were refused for the setup, and ${sent.length} people know whom to ask`]),
    ...dead.flatMap(({ name }) => {
      const times = posts.filter(
        ({ text, words }) => words.has(name) && /no longer works|^Don’t use your/.test(text),
      ).length
      return times === 1 ? [] : [`the end of ${name} was told ${times} times`]
    }),
  ]
}

async function play(rounds: number, random: Random, isNamed: boolean, sums: Sums): Promise<Outcome> {
  const stage = await openStage(2_000, { CONTACT })
  const scene: Scene = {
    stage,
    random,
    knowledge: createKnowledge(isNamed),
    violations: [],
    isNamed,
    changesIn: undefined,
  }
  watch(scene)
  let running = await stage.start()
  await running.app.idle()
  for (let done = 0; done < rounds; done++) {
    if (random.below(4) === 0) change(scene)
    if (random.below(8) === 0) {
      await running.app.stop()
      scene.knowledge.restarted()
      running = await stage.start()
      await running.app.idle()
      scene.knowledge.ends()
    }
    await round(scene, running, done * MOST_AT_ONCE, sums)
  }
  await running.app.stop()
  for (const scope of SCOPES) stage.slack.scopes.add(scope)
  await settle(stage)
  scene.violations.push(...(await settled(stage)), ...toldOnce(stage))
  return { stage, violations: scene.violations }
}

interface Outcome {
  readonly stage: Stage
  readonly violations: readonly string[]
}

/** Scopes that an admin takes from the app and gives back, at random moments. */
export const missingScopes: Figure = {
  name: 'missing scopes',
  runs: 600,
  short: 60,
  run: async (runs, random) => {
    const violations: string[] = []
    const tally = createTally()
    const sums = { refused: 0, afterwards: 0 }
    for (let done = 0; done < runs; done += BATCH) {
      const isNamed = (done / BATCH) % 2 === 0
      const played = await play(Math.min(BATCH, runs - done), random, isNamed, sums)
      violations.push(...played.violations)
      tally.add(played.stage.file)
      await played.stage.close()
    }
    return {
      seen: `${runs} rounds, ${sums.refused} refused while newkey knew, ${sums.afterwards} with all scopes back: ${tally}`,
      violations: [
        ...violations,
        ...floor(sums.refused, runs / 10, 'requests refused for a scope'),
        ...floor(sums.afterwards, runs / 10, 'requests with all scopes'),
      ],
    }
  },
}
