import type { Log } from '../log.ts'
import { logFault } from '../log-fault.ts'
import type { SlackReceiver } from '../slack/receive/receiver.ts'
import type { Composed } from './compose.ts'
import type { HttpServer } from './http-server.ts'
import type { InFlight } from './in-flight.ts'
import type { Opened, Progress } from './progress.ts'

/** How long a stop waits for work in flight (ms). After 10 s, the system kills the process; the last checkpoints take up to 2.5 s. */
const PATIENCE_MS = 7_000
/** Any period does: only that a timer is set keeps the process alive. */
const ALIVE_MS = 60_000

/** The parts that a stop has to end. */
export interface StopDeps {
  readonly composed: Pick<Composed, 'logs' | 'runtime'>
  readonly server: Pick<HttpServer, 'close'>
  readonly receiver: Pick<SlackReceiver, 'logRefusals'> | undefined
  readonly inFlight: Pick<InFlight, 'settled'>
  readonly progress: Progress
}

/**
 * Accepts no more work, lets work in flight finish for a while, and closes what the start has opened so far. It doesn't
 * throw: if one part can't be closed, that is logged, and the rest is closed all the same.
 */
export async function stop(deps: StopDeps): Promise<void> {
  const { server, progress } = deps
  const { log } = deps.composed.logs
  log.info('newkey is stopping; work in flight is finished first')
  progress.stopping = true
  const shut = server.close()
  // Work that waits for its next attempt doesn't keep the process alive on its own.
  const alive = setInterval(() => undefined, ALIVE_MS)
  if (progress.opened) await close(deps, progress.opened, shut)
  clearInterval(alive)
  log.info('newkey has stopped')
}

/** Ends what brings new work, waits for work in flight, writes the counts, and closes the database last. */
async function close(
  { composed, receiver, inFlight, progress }: StopDeps,
  opened: Opened,
  shut: Promise<void>,
): Promise<void> {
  const { log } = composed.logs
  const { checkpoints } = opened.vouching
  opened.endJobs()
  opened.vouching.end()
  // Commands that were on their way are answered until the connections are shut.
  const disconnected = attempt(log, 'The connection to Slack could not be closed', async () =>
    opened.socket?.stop(),
  )
  const finished = Promise.all([shut, disconnected.then(inFlight.settled)])
  await Promise.race([finished, composed.runtime.pause(PATIENCE_MS)])
  await attempt(log, 'Counted refusals could not be written', () => opened.refusals.write('all'))
  progress.store = 'closed'
  receiver?.logRefusals(true)
  opened.samples.writeCounts(true)
  await Promise.allSettled([checkpoints.publish('stdout'), checkpoints.publish('channel')])
  await attempt(log, 'The database could not be closed', opened.shut)
}

async function attempt(log: Log, failure: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    logFault(log, failure, error, {})
  }
}
