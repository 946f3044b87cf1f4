import { setImmediate as turn } from 'node:timers/promises'
import { type Served, serve } from '../../sandbox/serve.ts'
import { type SocketHub, serveSocket } from '../../sandbox/slack/socket.ts'
import { createSlack, type SlackWorkspace } from '../../sandbox/slack/workspace.ts'
import type { LogFields } from '../../src/log.ts'
import { Secret } from '../../src/secret.ts'
import { createSocket, type SlackSocket } from '../../src/slack/receive/socket.ts'
import { NOW } from '../unit/ids.ts'

export interface LogLine extends LogFields {
  readonly message: string
}

/** newkey's side of Socket Mode and Slack's, on loopback, with a clock that only the test moves. */
export interface SocketRig {
  readonly socket: SlackSocket
  readonly slack: SlackWorkspace
  readonly hub: SocketHub
  readonly lines: readonly LogLine[]
  /** Moves the clock (ms). Every pause that is over by then ends in its turn. */
  pass(ms: number): Promise<void>
  /** Resolves once it holds. What it waits for comes over the wire, so the clock stands still meanwhile. */
  until(holds: () => boolean): Promise<void>
  /** Passes the time to the next attempt, in steps of half a second. @returns that time (ms) */
  nextAttempt(): Promise<number>
  close(): Promise<void>
}

export async function openSocketRig(): Promise<SocketRig> {
  const server: Served = await serve({ handle: (request) => slack.handle(request) })
  const slack: SlackWorkspace = createSlack({
    url: server.url,
    now: () => NOW,
    botToken: 'xoxb-rig',
    signingSecret: 'rig-signing-secret',
    appToken: 'xapp-rig',
    socketUrl: () => hub.ticket(),
  })
  const hub = serveSocket(server.server, server.url)
  const lines: LogLine[] = []
  const note = (message: string, fields?: LogFields): void => void lines.push({ ...fields, message })
  let now = 0
  const pauses = new Set<{ readonly until: number; readonly end: () => void }>()
  const socket = createSocket({
    apiUrl: `${server.url}/api/`,
    appToken: new Secret('xapp-rig'),
    log: { info: note, warn: note, error: note },
    monotonic: () => now,
    pause: (ms) => new Promise((resolve) => pauses.add({ until: now + ms, end: resolve })),
    track: (work) => work,
  })

  async function pass(ms: number): Promise<void> {
    const target = now + ms
    for (;;) {
      const [next] = [...pauses].filter(({ until }) => until <= target).sort((a, b) => a.until - b.until)
      if (!next) break
      now = Math.max(now, next.until)
      pauses.delete(next)
      next.end()
      await answered()
    }
    now = target
  }

  /** On loopback, what is sent has arrived by the next turn or two, and so has the answer to it. */
  async function answered(): Promise<void> {
    for (let turns = 0; turns < 30; turns += 1) await turn()
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await turn()
  }

  const asked = (): number =>
    slack.exchanges.filter(({ request }) => request.path.endsWith('apps.connections.open')).length

  return {
    socket,
    slack,
    hub,
    lines,
    pass,
    until,
    nextAttempt: async () => {
      const before = asked()
      const began = now
      while (asked() === before) {
        await pass(500)
        await answered()
      }
      await answered()
      return now - began
    },
    close: async () => {
      await socket.stop()
      hub.close()
      await server.close()
    },
  }
}
