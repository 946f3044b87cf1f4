/** How often it is seen whether whoever started this process is still there (ms). */
const LOOK_MS = 500

/**
 * Resolves when this process is to stop: at Ctrl-C, when its terminal is closed, when it is told to, and when whoever
 * started it has gone: npm hands a signal to its shell, which ends without a word to what runs in it.
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
