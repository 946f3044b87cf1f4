import type { AuditLine } from '../audit-lines.ts'
import type { BotState } from '../kept-bot.ts'
import { isWanted } from './causes.ts'
import { EVENTS, type PathEvent, pathEvent, STEPS } from './events.ts'
import { explain } from './explain.ts'
import type { PathView, StepState, StepView } from './view.ts'

/** Who is who, and how the bot is. */
export interface Company {
  readonly nameOf: (user: string) => string
  /** The leads who may decide about keys, by name. */
  readonly leads: readonly string[]
  readonly bot: BotState
}

/** An audit record that says how a request stands; `at` in ms. */
interface Moment {
  readonly event: PathEvent
  readonly at: number
  readonly seq: number
  readonly user: string
  readonly name: string
  readonly outcome: string
}

/** Where in the path somebody is refused. */
const CHECKED = STEPS.findIndex(({ event }) => event === 'authorized')

/** What the audit records say of each request; the request with the newest record comes first. */
export function pathsOf(records: readonly AuditLine[], company: Company): PathView[] {
  const byRequest = Map.groupBy(records, ({ request }) => request)
  return [...byRequest]
    .flatMap(([id, some]) => {
      const moments = some.flatMap(momentOf)
      const [first, last] = [moments[0], moments.at(-1)]
      return id !== null && first && last ? [{ id, moments, first, last }] : []
    })
    .sort((one, other) => other.last.seq - one.last.seq)
    .map((told) => pathOf(told, company))
}

function momentOf({ event: name, at, seq, actor, name: key, outcome }: AuditLine): Moment[] {
  const event = pathEvent(name)
  return event ? [{ event, at: Date.parse(at), seq, user: actor.user, name: key, outcome }] : []
}

interface Told {
  readonly id: string
  readonly moments: readonly Moment[]
  readonly first: Moment
  readonly last: Moment
}

function pathOf({ id, moments, first, last }: Told, { nameOf, leads, bot }: Company): PathView {
  const who = nameOf(first.user)
  const by = moments.findLast(({ user }) => user !== 'newkey') ?? first
  const decider = leads.find((lead) => lead !== who)
  return {
    id,
    who,
    steps: stepsOf(moments, bot),
    after: moments.flatMap(({ event, at }) => {
      const { after } = EVENTS[event]
      return after ? [{ ...after, at }] : []
    }),
    name: first.name,
    tone: toneOf(last, bot),
    ...explain(last.event, last.outcome, { who, by: nameOf(by.user), decider, bot }),
  }
}

function stepsOf(moments: readonly Moment[], bot: BotState): StepView[] {
  const timeOf = (event: PathEvent): number | undefined => moments.find((one) => one.event === event)?.at
  const taken = STEPS.filter(({ event }) => timeOf(event) !== undefined).length
  // A limit refuses after the group was found to be right, but it is a part of the same step: nothing was recorded for it.
  const denied = moments.some(({ event }) => event === 'denied')
  const reached = denied ? Math.min(taken, CHECKED) : taken
  const [end] = moments.flatMap(({ event, at }) => {
    const { ends } = EVENTS[event]
    return ends === undefined ? [] : [{ state: ends, at }]
  })
  const last = moments.at(-1)
  const resting: StepState =
    last && EVENTS[last.event].waits ? 'waits' : bot === 'stopped' ? 'held_up' : 'now'
  return STEPS.map(({ event, name }, at) => {
    if (at < reached) return { name, state: 'done', at: timeOf(event) }
    if (at > reached) return { name, state: 'todo', at: undefined }
    return end ? { name, ...end } : { name, state: resting, at: undefined }
  })
}

function toneOf({ event, outcome }: Moment, bot: BotState): PathView['tone'] {
  if (event === 'revoked' && isWanted(outcome)) return 'over'
  const { tone } = EVENTS[event]
  return tone === 'working' && bot === 'stopped' ? 'care' : tone
}
