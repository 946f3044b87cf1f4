/** Resolves when somebody asks this process to stop: Ctrl-C, a terminal that is closed, or whatever runs it. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
