import type { EventName } from '../../src/domain/event.ts'
import type { PathView, StepState } from './view.ts'

/** The events that say how a request and its key stand. The others are about a button, a message or the log itself. */
export type PathEvent = Exclude<EventName, 'button_refused' | 'untold' | 'adopted'>

interface EventFacts {
  /** How a request looks while this is its newest event; `working` where newkey has something left to do at once. */
  readonly tone: PathView['tone']
  /** The step of the path that this event completes. */
  readonly step?: string
  /** How the next step looks where this event ends the way to a delivery. */
  readonly ends?: StepState
  /** Whether the next step waits for the requester while this is the newest event. */
  readonly waits?: true
  /** What is said of it below the steps, and whether it went as its owner wanted. */
  readonly after?: { readonly what: string; readonly good: boolean }
  /** Whether something went wrong that the page offers to try. */
  readonly trouble?: true
}

/** What is true of each event, in the order of a request's life. */
export const EVENTS: Readonly<Record<PathEvent, EventFacts>> = {
  received: { tone: 'working', step: 'Asked' },
  asked: { tone: 'care', waits: true },
  authorized: { tone: 'working', step: 'Checked' },
  intent: { tone: 'working', step: 'Intent recorded' },
  created: { tone: 'working', step: 'Created' },
  delivered: { tone: 'good', step: 'Delivered' },
  confirmed: { tone: 'good', after: { what: 'Confirmed by its owner', good: true } },
  denied: { tone: 'no', ends: 'stopped' },
  failed: { tone: 'no', ends: 'stopped', trouble: true },
  withdrawn: { tone: 'over', ends: 'stopped' },
  expired: { tone: 'over', ends: 'stopped' },
  unknown: { tone: 'care', ends: 'unsure', trouble: true },
  held: { tone: 'care', ends: 'unsure', after: { what: 'Waiting for a person to decide', good: false } },
  kept: { tone: 'good', after: { what: 'Kept by a person', good: true } },
  revoking: { tone: 'care', ends: 'stopped', after: { what: 'Revocation recorded', good: false } },
  revoked: { tone: 'no', after: { what: 'Deleted at Twilio', good: false } },
}

const isPathEvent = (name: string): name is PathEvent => Object.hasOwn(EVENTS, name)

/** The steps of a request that goes well, by the event that completes each. */
export const STEPS = Object.keys(EVENTS)
  .filter(isPathEvent)
  .flatMap((event) => {
    const { step } = EVENTS[event]
    return step === undefined ? [] : [{ event, name: step }]
  })

/** The event of an audit record; undefined where it doesn't say how a request stands. */
export function pathEvent(name: string): PathEvent | undefined {
  return isPathEvent(name) ? name : undefined
}
