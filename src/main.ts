import { preamble } from './process/preamble.ts'

if (preamble('newkey')) {
  // Imported only now: an older Node lacks modules that newkey needs, and would end with a stack trace.
  const { run } = await import('./process/run.ts')
  await run()
}
