/**
 * Keeps SIGUSR1 from opening Node's debugger, which shows credentials to whoever connects: with a listener Node leaves
 * the signal alone (Node.js docs: "Signal events"). `--disable-sigusr1`, which `npm start` gives, does so from the
 * first moment on, and this where newkey is started without it. The signal does nothing then.
 */
export function closeInspector(): void {
  process.on('SIGUSR1', () => undefined)
}
