import { constants, openSync } from 'node:fs'
import { isatty } from 'node:tty'

/**
 * Makes stdout or stderr one that never blocks. Reading `process.stdout` or `process.stderr` does that for a pipe or a socket
 * (libuv docs: "uv_pipe_open"). A terminal, such as a container with `tty: true` has, would change for whoever else uses it,
 * so it is opened a second time (Linux: proc_pid_fd(5)). Where that can't be done, it stays as it is.
 * @returns the file descriptor to write to
 */
export function unblocked(fd: 1 | 2): number {
  if (!isatty(fd)) {
    void (fd === 1 ? process.stdout : process.stderr)
    return fd
  }
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch {
    return fd
  }
}

/** How often, and with which pause (ms), the end of the process waits for a slow reader. */
const LAST_TRIES = 20
const LAST_PAUSE_MS = 20

/** Waits for a slow reader, for a moment and without the event loop. @param attempt whether everything is written */
export function tryForAMoment(attempt: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 0; tries < LAST_TRIES; tries++) {
    if (attempt()) return
    Atomics.wait(cell, 0, 0, LAST_PAUSE_MS)
  }
}
