import { HOUR_MS } from '../domain/policy.ts'
import { askOtherReviewer } from '../keys/ask-other-reviewer.ts'
import { compareWithTwilio } from '../keys/compare-with-twilio.ts'
import { createRefusalCleanup } from '../keys/forget-refusals.ts'
import { makeSafe } from '../keys/reconcile.ts'
import { tellPeople } from '../keys/tell-people.ts'
import { ORGANIZATION_WIDE } from '../slack/api/workspace.ts'
import type { ListenerServices } from '../slack/interactions/listener.ts'
import type { SlackReceiver } from '../slack/receive/receiver.ts'
import type { OwnDatabase } from '../store/witness.ts'
import { createClockWatch } from './clock-watch.ts'
import type { Composed } from './compose.ts'
import type { Job, Step } from './jobs.ts'
import type { Vouching } from './vouching.ts'

const SECOND_MS = 1_000
const QUARTER_MS = 15 * SECOND_MS
const MINUTE_MS = 60 * SECOND_MS

/** The jobs of a running newkey. Each first runs at once, in this order. */
export function listJobs(deps: {
  readonly composed: Composed
  readonly services: ListenerServices
  readonly db: OwnDatabase
  readonly vouching: Vouching
  readonly receiver: SlackReceiver | undefined
  /** Ends the process, with a sentence that says why. */
  readonly giveUp: (why: string) => void
}): readonly Job[] {
  const { composed, services, db, receiver } = deps
  const { checkpoints, mayAct } = deps.vouching
  const { now, monotonic } = composed.runtime
  const watchClock = createClockWatch({ now, monotonic, log: services.log })
  const forget = createRefusalCleanup(services, composed.config.policy.refusalsKept)
  // No key is revoked because of rows that aren't verified yet.
  const safe = async (): Promise<void> => {
    if (await mayAct()) await makeSafe(services)
  }
  const compare = async (): Promise<void> => {
    if (await mayAct()) await compareWithTwilio(services)
  }
  const { workspace } = composed.slack
  const whoWeAre = async (): Promise<void> => {
    await workspace.check()
    if (workspace.isOrganizationWide()) deps.giveUp(ORGANIZATION_WIDE)
  }
  const tell: Step = { name: 'notifications', run: () => tellPeople(services) }
  return [
    { name: 'database report', everyMs: HOUR_MS, run: async () => db.witness.report() },
    { name: 'recovery', everyMs: MINUTE_MS, run: safe, next: tell },
    { name: 'comparison with Twilio', everyMs: HOUR_MS, run: compare, next: tell },
    { name: 'reviewers', everyMs: HOUR_MS, run: () => askOtherReviewer(services), next: tell },
    { name: 'clock check', everyMs: SECOND_MS, run: watchClock },
    { name: 'bot identity', everyMs: MINUTE_MS, run: whoWeAre },
    { name: 'click cleanup', everyMs: HOUR_MS, run: () => services.store.clicks.forget() },
    { name: 'refused calls', everyMs: MINUTE_MS, run: async () => receiver?.logRefusals() },
    { name: 'sampled warnings', everyMs: MINUTE_MS, run: async () => services.samples.writeCounts() },
    {
      name: 'counted refusals',
      everyMs: QUARTER_MS,
      run: () => services.policy.refusals.write('over'),
    },
    { name: 'refusal cleanup', everyMs: HOUR_MS, run: forget },
    { name: 'checkpoint to stdout', everyMs: MINUTE_MS, run: () => checkpoints.publish('stdout') },
    { name: 'checkpoint to Slack', everyMs: HOUR_MS, run: () => checkpoints.publish('channel') },
  ]
}
