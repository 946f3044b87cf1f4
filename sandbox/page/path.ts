import type { AuditLine } from '../audit-lines.ts'
import type { BotState } from '../kept-bot.ts'
import { explain } from './explain.ts'
import type { PathView, StepState, StepView } from './view.ts'

/** The steps of a request that goes well, by the event that says so. */
const STEPS = [
  ['received', 'Asked'],
  ['authorized', 'Checked'],
  ['intent', 'Intent recorded'],
  ['created', 'Created'],
  ['delivered', 'Delivered'],
] as const

/** What may come after: how it is said, and whether it is as the person wanted it. */
const AFTER = new Map<string, readonly [what: string, good: boolean]>([
  ['confirmed', ['Stored, says its owner', true]],
  ['held', ['Waits for a person', false]],
  ['kept', ['Kept: a person said so', true]],
  ['revoke_pending', ['Deletion recorded', false]],
  ['revoked', ['Deleted at Twilio', false]],
])
const TONES = new Map<string, PathView['tone']>([
  ['delivered', 'good'],
  ['confirmed', 'good'],
  ['kept', 'good'],
  ['denied', 'no'],
  ['failed', 'no'],
  ['revoked', 'no'],
  ['unknown', 'care'],
  ['held', 'care'],
  ['revoke_pending', 'care'],
])
/** The events that end the way to a delivery, and how the step looks at which it ended. */
const STOPS = new Map<string, StepState>([
  ['denied', 'stopped'],
  ['failed', 'stopped'],
  ['unknown', 'unsure'],
  ['revoke_pending', 'stopped'],
  ['held', 'unsure'],
])

/** Who is who, and how the bot is. */
export interface Scene {
  readonly nameOf: (user: string) => string
  /** The leads who may decide about keys, by name. */
  readonly leads: readonly string[]
  readonly bot: BotState
}

/** What the audit records say of each request: first the one of which the newest record speaks. */
export function pathsOf(records: readonly AuditLine[], scene: Scene): PathView[] {
  const byRequest = Map.groupBy(
    records.filter((record) => record.request !== null),
    ({ request }) => request ?? '',
  )
  const newest = (events: readonly AuditLine[]): number =>
    events.findLast(({ event }) => event !== 'button_refused')?.seq ?? 0
  return [...byRequest]
    .sort(([, one], [, other]) => newest(other) - newest(one))
    .map(([id, events]) => pathOf(id, events, scene))
}

function pathOf(id: string, events: readonly AuditLine[], { nameOf, leads, bot }: Scene): PathView {
  const timeOf = (event: string): number | undefined => {
    const found = events.find((one) => one.event === event)
    return found && Date.parse(found.at)
  }
  const reached = STEPS.filter(([event]) => timeOf(event) !== undefined).length
  const stop = events.find(({ event }) => STOPS.has(event))
  const resting: StepState = bot === 'stopped' ? 'held_up' : 'now'
  const steps = STEPS.map(([event, name], at): StepView => {
    if (at < reached) return { name, state: 'done', at: timeOf(event) }
    if (at > reached) return { name, state: 'todo', at: undefined }
    return stop
      ? { name, state: STOPS.get(stop.event) ?? 'stopped', at: Date.parse(stop.at) }
      : { name, state: resting, at: undefined }
  })
  const after = events.flatMap(({ event, at }) => {
    const said = AFTER.get(event)
    return said ? [{ what: said[0], at: Date.parse(at), good: said[1] }] : []
  })
  const asked = events.find(({ event }) => event === 'received') ?? events[0]
  const last = events.findLast(({ event }) => event !== 'button_refused') ?? events[0]
  const who = nameOf(asked?.actor.user ?? '')
  const by = events.findLast(({ event, actor }) => event !== 'button_refused' && actor.user !== 'newkey')
  const [event, outcome] = [last?.event ?? '', last?.outcome ?? '']
  const decider = leads.find((lead) => lead !== who)
  return {
    id,
    who,
    steps,
    after,
    name: asked?.name ?? '',
    tone: toneOf(event, outcome, bot),
    ...explain(event, outcome, { who, by: nameOf(by?.actor.user ?? ''), decider, bot }),
  }
}

function toneOf(event: string, outcome: string, bot: BotState): PathView['tone'] {
  // What somebody wanted isn't a failure.
  if (event === 'revoked' && ['revoked_by_requester', 'decided'].includes(outcome)) return 'over'
  return TONES.get(event) ?? (bot === 'stopped' ? 'care' : 'working')
}
