import { createHook } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'

/** What would outlive a file and meet the next one, by Node's own names for it (`async_hooks`, "type"). */
const KINDS: Readonly<Record<string, string>> = {
  TCPSERVERWRAP: 'an open server',
  PIPESERVERWRAP: 'an open server',
  TCPWRAP: 'an open socket',
  UDPWRAP: 'an open socket',
  PIPEWRAP: 'an open pipe',
  PROCESSWRAP: 'a running process',
  WORKER: 'a running thread',
  FSEVENTWRAP: 'a watched file',
  STATWATCHER: 'a watched file',
  Timeout: 'a timer',
}
export interface Leftover {
  /** As `an open server, from createServer (test/…)`. */
  readonly what: string
  end(): void
}

interface Live {
  readonly type: string
  readonly resource: object
  /** Read only for what is left: making the text of a stack is dear. */
  readonly made: Error
}

/** The calls that led to it, nearest first, without the ones that every resource of its kind has. */
const frames = ({ made }: Live): string[] =>
  (made.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim())
    .filter((line) => !/test\/jest\/resources\.ts|node:internal\/(async_hooks|timers)|node:timers/.test(line))
const ofNode = (frame: string): boolean => /\bnode:/.test(frame)
const ofJest = (frame: string): boolean => /node_modules\/(@jest\/|jest-|jest\/)/.test(frame)

/**
 * Whether it is none of the file's business:
 * - what Jest makes for itself while the file runs (the limit of a test's time, the clock of its own display);
 * - timers that Node makes for itself (`fetch` has one clock for all its requests, which stops a second after the last;
 *   `AbortSignal.timeout` has one each): they hold nothing up, and call nothing of ours once their request is over,
 *   whose socket isn't tolerated;
 * - sockets that no system knows, since they were never opened: nock stands in for hosts with such.
 */
function tolerated(live: Live): boolean {
  const calls = frames(live)
  const own = calls.find((frame) => !ofNode(frame))
  if (own !== undefined && ofJest(own)) return true
  if (/^(TCP|PIPE)WRAP$/.test(live.type) && 'fd' in live.resource && Number(live.resource.fd) < 0) return true
  const [nearest] = calls
  return live.type === 'Timeout' && (nearest === undefined || ofNode(nearest))
}

function leftover(live: Live): Leftover {
  const { type, resource } = live
  const from = frames(live).find((frame) => !ofNode(frame)) ?? 'Node itself'
  return {
    what: `${KINDS[type]}, ${from.replace(/^at /, 'from ')}`,
    end: () => {
      if (type === 'Timeout') clearTimeout(Number(resource))
      else if ('kill' in resource && typeof resource.kill === 'function') resource.kill(9)
      else if ('close' in resource && typeof resource.close === 'function') resource.close()
    },
  }
}

/**
 * Notes everything of these kinds that is made from now on, until it has gone.
 * @param patienceMs how long what was told to close may take
 */
export function watchResources(patienceMs: number): {
  /** What is still there, once all that was told to close has closed. */
  left(): Promise<Leftover[]>
  stop(): void
} {
  const alive = new Map<number, Live>()
  const hook = createHook({
    init: (id, type, _, resource) => {
      if (type in KINDS) alive.set(id, { type, resource, made: new Error(type) })
    },
    destroy: (id) => void alive.delete(id),
    trackPromises: false,
  })
  hook.enable()
  const still = (): Live[] => [...alive.values()].filter((live) => !tolerated(live))
  return {
    left: async () => {
      // Node says that something has gone one turn of its loop later; a socket or a process takes a few of them.
      await turn()
      await turn()
      const end = performance.now() + patienceMs
      while (still().some(({ type }) => type !== 'Timeout') && performance.now() < end) await turn()
      return still().map(leftover)
    },
    stop: () => void hook.disable(),
  }
}
