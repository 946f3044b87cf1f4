import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'

/** Something that a job does. Its name, a noun, is for the log. */
export interface Step {
  readonly name: string
  readonly run: () => Promise<unknown>
}

/** A step that runs again and again. */
export interface Job extends Step {
  readonly everyMs: number
  /** A step that starts when the job is done. The job doesn't wait for it: it runs again on time. */
  readonly next?: Step
}

/**
 * Runs each job at once and then periodically, but never twice at the same time. A failure is logged, and affects no other
 * job.
 * @returns a function that ends the jobs; steps that are running finish
 */
export function startJobs(
  jobs: readonly Job[],
  deps: { readonly log: Log; readonly track: <T>(work: Promise<T>) => Promise<T> },
): () => void {
  /** @returns a function that runs the step unless it is still running */
  function notTwice(step: Step, after: () => void): () => void {
    let running = false
    return () => {
      if (running) return
      running = true
      const run = step.run().catch((error: unknown) => {
        deps.log.error(`The job "${step.name}" failed; newkey will run it again`, describeError(error))
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
