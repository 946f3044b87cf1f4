import { closeInspector } from './close-inspector.ts'
import { refuseOldNode } from './node-version.ts'

closeInspector()
if (!refuseOldNode()) {
  // Imported only now: an older Node lacks modules that the program needs, and would end with a stack trace.
  const { run } = await import('./run.ts')
  await run()
}
