import { asksForDebugger } from '../config/surroundings.ts'

/**
 * Keeps SIGUSR1 from opening Node's debugger, which shows credentials to whoever connects: with a listener Node leaves
 * the signal alone (Node.js docs: "Signal events"), and it does nothing then. `--disable-sigusr1`, which `npm start`
 * gives, does so from the first moment on; without it a signal can come before this file has run.
 */
export function closeInspector(): void {
  process.on('SIGUSR1', () => undefined)
  closeStrayInspector()
}

/**
 * Closes a debugger that is open and that nobody asked Node for, and says so on stderr. Node opens it on a thread of
 * its own, a moment after the signal, so this is called once more when the program has been loaded.
 */
export function closeStrayInspector(): void {
  // Missing in a Node that was built without it.
  const inspector = process.getBuiltinModule?.('node:inspector')
  if (inspector?.url() === undefined) return
  // NODE_OPTIONS is Node's own, and is needed before the settings can be read.
  if (asksForDebugger(process.execArgv, process.env.NODE_OPTIONS)) return
  inspector.close()
  process.stderr.write(
    "Warning: Node's debugger was opened by a signal before newkey could prevent it, and has been closed. Whoever connected to it in between could read credentials. Start newkey with npm start, or with node --disable-sigusr1.\n",
  )
}
