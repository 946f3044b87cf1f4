import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'

export interface Step {
  readonly name: string
  readonly run: () => Promise<unknown>
}

/** What is done again and again. */
export interface Job extends Step {
  readonly everyMs: number
  /** What is begun when it is done, and not waited for: however long that takes, the job runs again in its period. */
  readonly next?: Step
}

/**
 * Runs each job at once and then in its period, never twice at a time. A failure is logged and doesn't stop the others.
 * @returns ends them; what is running finishes
 */
export function startJobs(
  jobs: readonly Job[],
  deps: { readonly log: Log; readonly track: <T>(work: Promise<T>) => Promise<T> },
): () => void {
  /** @returns runs the step unless it is running */
  function notTwice(step: Step, after: () => void): () => void {
    let running = false
    return () => {
      if (running) return
      running = true
      const run = step.run().catch((error: unknown) => {
        deps.log.error(`The job ${step.name} failed; it runs again`, describeError(error))
      })
      void deps.track(
        run.finally(() => {
          running = false
          after()
        }),
      )
    }
  }

  const timers = jobs.map((job) => {
    const next = job.next ? notTwice(job.next, () => undefined) : () => undefined
    const tick = notTwice(job, next)
    tick()
    return setInterval(tick, job.everyMs)
  })
  return () => timers.forEach(clearInterval)
}
