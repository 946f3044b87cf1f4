import { toldOf } from '../errors.ts'
import type { Log } from '../keys/log.ts'

/** What is done again and again. */
export interface Job {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/**
 * Runs each job at once and then in its period, never twice at a time. A failure is logged and doesn't stop the others.
 * @returns ends them; what is running finishes
 */
export function startJobs(
  jobs: readonly Job[],
  deps: { readonly log: Log; readonly track: <T>(work: Promise<T>) => Promise<T> },
): () => void {
  const timers = jobs.map((job) => {
    let running = false
    const tick = (): void => {
      if (running) return
      running = true
      const run = job.run().catch((error: unknown) => {
        deps.log.error(`The job ${job.name} failed; it runs again`, toldOf(error))
      })
      void deps.track(run).finally(() => {
        running = false
      })
    }
    tick()
    return setInterval(tick, job.everyMs)
  })
  return () => timers.forEach(clearInterval)
}
