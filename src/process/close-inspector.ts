import { asksForDebugger } from '../config/surroundings.ts'
import { say } from './stderr.ts'

/**
 * Keeps SIGUSR1 from opening Node's debugger, which exposes credentials to anybody who connects. With a listener on the
 * signal, Node doesn't open it (Node.js docs: "Signal events"). `--disable-sigusr1`, which `npm start` sets, protects from
 * the first moment; without it, a signal may arrive before this file runs.
 */
export function closeInspector(): void {
  process.on('SIGUSR1', () => undefined)
  closeStrayInspector()
}

/**
 * Closes a debugger that was opened by a signal, and says so on stderr. It leaves one that Node's options asked for. Node
 * opens the debugger on another thread, a moment after the signal, so this is called again when the program is loaded.
 */
export function closeStrayInspector(): void {
  // Undefined in a Node that was built without it.
  const inspector = process.getBuiltinModule?.('node:inspector')
  if (inspector?.url() === undefined) return
  // NODE_OPTIONS is Node's own variable, and is needed before the settings can be read.
  if (asksForDebugger(process.execArgv, process.env.NODE_OPTIONS)) return
  inspector.close()
  say(
    "Warning: Node's debugger was opened by a signal before newkey could prevent it, and has been closed. Anybody who connected to it in the meantime could read credentials. Start newkey with npm start, or with node --disable-sigusr1.\n",
  )
}
