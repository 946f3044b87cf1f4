import type { Config } from '../config/config.ts'
import type { Log } from '../log.ts'
import { misdirectedCommand } from '../slack/messages/unheard-words.ts'
import { createReceiver, LARGEST_BODY } from '../slack/receive/receiver.ts'
import { createSignatureVerifier } from '../slack/receive/signature.ts'
import { compose } from './compose.ts'
import { createHttpServer } from './http-server.ts'
import { createInFlight } from './in-flight.ts'
import { createProgress, healthOf } from './progress.ts'
import { createRoutes } from './routes.ts'
import type { Runtime } from './runtime.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

/** newkey as a process. */
export interface App {
  readonly log: Log
  /** Writes a warning at every level of the log. */
  warn(message: string): void
  /** Listens, opens the database, and resumes what was interrupted. @returns the port @throws NewkeyError */
  start(): Promise<number>
  /** Resolves when no work is in flight. */
  idle(): Promise<void>
  /**
   * Accepts no more work, lets work in flight finish for up to 7 s, and closes the database. It may be called before
   * `start` has resolved.
   */
  stop(): Promise<void>
}

/**
 * Composes newkey, with an HTTP server in front of it. Nothing is opened before `start`.
 * @param giveUp ends the process, because newkey can't work with this app of Slack's; it is given a sentence that says why
 */
export function createApp(
  config: Config,
  runtime: Runtime,
  giveUp: (why: string) => void = () => undefined,
): App {
  const { now, monotonic } = runtime
  const { transport } = config
  const progress = createProgress()
  const composed = compose(config, runtime, () => progress.stopping)
  const { log, warn } = composed.logs
  const inFlight = createInFlight()
  const opened = Promise.withResolvers<void>()
  const receiver =
    transport.kind === 'http'
      ? createReceiver({
          verify: createSignatureVerifier(...transport.signingSecrets),
          log,
          now,
          monotonic,
          misdirected: misdirectedCommand(config.policy),
        })
      : undefined
  const health = () => healthOf(progress, composed.slack.workspace.known())
  const server = createHttpServer({
    routes: createRoutes({ health, receiver, opened: opened.promise }),
    stray: receiver?.stray,
    largestBody: LARGEST_BODY,
    monotonic,
    track: inFlight.track,
  })
  const parts = { composed, server, receiver, letIn: opened.resolve, inFlight, progress, giveUp }
  return {
    log,
    warn,
    start: () => start(parts),
    idle: inFlight.settled,
    stop: () => stop(parts),
  }
}
