import { preamble } from './preamble.ts'

if (preamble('newkey')) {
  // Imported only now: an older Node lacks modules that the program needs, and would end with a stack trace.
  const { run } = await import('./run.ts')
  await run()
}
