import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { startChild } from './child-process.ts'
import type { Figure } from './figure.ts'
import { openStage, PEOPLE, pause, sendTo } from './stage.ts'

const MOST_MORE_MB = 64
const ACK_MS = 500

/** Resident memory of a process, in MB (Linux: proc(5)). */
const memory = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

const HEAD = 'POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
/** The headers that Slack's signature has, so that the body is read before it can be refused. */
const forged = (): string =>
  `${HEAD}X-Slack-Signature: v0=${'0'.repeat(64)}\r\nX-Slack-Request-Timestamp: ${Math.floor(Date.now() / 1000)}\r\n`
/** Kinds of request that nobody should have to pay for. */
const KINDS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.write(`${HEAD}Content-Length: 20000\r\n\r\n${'a'.repeat(20_000)}`),
  (socket) => socket.write(`${HEAD}Content-Length: 2000000\r\n\r\n${'a'.repeat(200_000)}`),
  (socket) => socket.write(`${HEAD}Content-Length: 60000\r\n\r\n${'a'.repeat(1_000)}`),
  (socket) => socket.write(`${forged()}Content-Length: 60000\r\n\r\n${'a'.repeat(60_000)}`),
  (socket) => socket.write(`${forged()}Content-Length: 60000\r\n\r\n${'a'.repeat(59_000)}`),
]

/** Unsigned, oversized, slow and forged requests at once, while signed commands go on being acked. */
export const flood: Figure = {
  name: 'flood',
  runs: 1_000,
  short: 90,
  run: async (runs) => {
    const stage = await openStage(2_000)
    const child = await startChild(stage)
    const { url = '' } = child
    const ack = async (): Promise<number> => {
      const began = performance.now()
      const status = await sendTo(url, stage.slack.command(PEOPLE[0] ?? '', 'help'))
      return status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY
    }
    for (let warm = 0; warm < 20; warm++) await ack()
    const before = memory(child.process.pid)
    const sockets = Array.from({ length: runs }, (_, number) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.on('connect', () => KINDS[number % KINDS.length]?.(socket))
      return socket
    })
    const acks: number[] = []
    let most = before
    for (let round = 0; round < 40; round++) {
      acks.push(await ack())
      most = Math.max(most, memory(child.process.pid))
      // The slow ones go on, a byte at a time.
      for (const socket of sockets) if (socket.writable) socket.write('a')
      await pause(25)
    }
    for (const socket of sockets) socket.destroy()
    const slowest = Math.max(...acks)
    const more = most - before
    await child.end('SIGTERM')
    await stage.close()
    return {
      seen: `${runs} connections, + ${more.toFixed(0)} MB, slowest of ${acks.length} acks ${slowest.toFixed(0)} ms`,
      violations: [
        ...(more > MOST_MORE_MB ? [`${more.toFixed(0)} MB more`] : []),
        ...(slowest > ACK_MS ? [`an ack took ${slowest.toFixed(0)} ms`] : []),
      ],
    }
  },
}
