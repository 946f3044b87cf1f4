/** How often this process checks whether its parent still exists (ms). */
const LOOK_MS = 500

/**
 * Resolves when this process is to stop: at Ctrl-C, when its terminal is closed, at SIGTERM, and when its parent is gone.
 * npm passes a signal to its shell, which ends without passing it on.
 */
export function untilStopped(): Promise<void> {
  const parent = process.ppid
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      resolve()
    }, LOOK_MS).unref()
  })
}
