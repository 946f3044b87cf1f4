import { type Served, serve } from '../sandbox/serve.ts'
import { serveSocket, type Welcome } from '../sandbox/slack/socket.ts'
import { createSlack } from '../sandbox/slack/workspace.ts'
import { Secret } from '../src/secret.ts'
import { createSocket } from '../src/slack/receive/socket.ts'
import type { Figure } from './figure.ts'
import { CREDENTIALS, pause } from './stage.ts'

/** A second of newkey's takes so long here (ms), so that a run of minutes is over in moments. */
const SECOND_MS = 20
/** More than the longest pause and the longest attempt, in seconds. */
const PATIENCE = 60
/** The newest connection, those that Slack asked to leave, and one that is being closed. */
const MOST_OPEN = 6

const FAULTS: readonly (Welcome | 'cut' | 'mute' | 'warning')[] = [
  'no_hello',
  'no_upgrade',
  { helloThenDisconnect: 'refresh_requested' },
  'cut',
  'mute',
  'warning',
]

/** Sockets that open half, fall silent, break, or are replaced at once; afterwards newkey is connected by exactly one. */
export const halfOpenSockets: Figure = {
  name: 'half-open sockets',
  runs: 40,
  short: 3,
  run: async (runs, random) => {
    const violations: string[] = []
    let came = 0
    for (let run = 0; run < runs; run++) {
      const server: Served = await serve({ handle: (request) => slack.handle(request) })
      const { botToken, signingSecret } = CREDENTIALS
      const appToken = 'xapp-torture-app-token'
      const slack = createSlack({
        url: server.url,
        now: Date.now,
        botToken,
        signingSecret,
        appToken,
        socketUrl: () => hub.ticket(),
      })
      const hub = serveSocket(server.server, server.url)
      const lines: string[] = []
      const note = (message: string): void => void lines.push(message)
      const socket = createSocket({
        apiUrl: `${server.url}/api/`,
        appToken: new Secret(appToken),
        log: { info: note, warn: note, error: note },
        monotonic: () => (performance.now() / SECOND_MS) * 1_000,
        pause: (ms) => pause((ms / 1_000) * SECOND_MS),
        track: (work) => work,
      })
      const fault = random.pick(FAULTS)
      if (typeof fault === 'object' || fault === 'no_hello' || fault === 'no_upgrade') hub.welcome(fault)
      const began = performance.now()
      socket.start()
      await pause(random.below(20) * SECOND_MS)
      if (fault === 'cut') hub.cut()
      if (fault === 'mute') hub.mute()
      if (fault === 'warning') hub.refresh(fault)
      await pause(random.below(20) * SECOND_MS)
      const attempts = hub.counts().came
      // A pause of a second, doubled each time: attempts come as the logarithm of the time, plus the free one.
      const most = 3 + Math.log2((performance.now() - began) / SECOND_MS + 2)
      if (attempts > most) violations.push(`${JSON.stringify(fault)}: ${attempts} connections`)
      if (hub.counts().open > MOST_OPEN)
        violations.push(`${JSON.stringify(fault)}: ${hub.counts().open} open`)
      hub.welcome('hello')
      for (let waited = 0; waited < PATIENCE && !(socket.connected() && hub.counts().open === 1); waited++)
        await pause(SECOND_MS)
      if (!socket.connected()) violations.push(`${JSON.stringify(fault)}: not connected afterwards`)
      if (hub.counts().open !== 1)
        violations.push(`${JSON.stringify(fault)}: ${hub.counts().open} open at the end`)
      came += hub.counts().came
      await socket.stop()
      hub.close()
      await server.close()
    }
    return { seen: `${runs} runs, ${came} connections, connected by one at the end of each`, violations }
  },
}
