import { describe, expect, it } from '@jest/globals'
import { createLogs } from '../../../src/process/logs.ts'
import { createProgress, type Opened, type Progress } from '../../../src/process/progress.ts'
import { realRuntime } from '../../../src/process/runtime.ts'
import { stop } from '../../../src/process/stop.ts'

const never = (): Promise<void> => new Promise(() => undefined)

/** A process in which everything notes when it is called. */
function noted(): {
  readonly steps: string[]
  readonly opened: Opened
  /** @param settled resolves when no work is in flight; `pause` when that has been waited for long enough */
  readonly stopAt: (
    progress: Progress,
    settled?: () => Promise<void>,
    pause?: (ms: number) => Promise<void>,
  ) => Promise<void>
} {
  const steps: string[] = []
  const note =
    (step: string) =>
    async (detail: unknown = ''): Promise<void> =>
      void steps.push(`${step} ${detail}`.trim())
  const say =
    (step: string) =>
    (detail: unknown = ''): void =>
      void steps.push(`${step} ${detail}`.trim())
  const opened: Opened = {
    refusals: { write: note('write counted refusals') },
    samples: { writeCounts: say('say what is sampled') },
    witness: { health: () => undefined },
    vouching: { checkpoints: { publish: note('checkpoint') }, end: say('end the verification') },
    socket: {
      start: () => undefined,
      greeted: Promise.resolve(),
      stop: note('close the socket'),
      connected: () => false,
    },
    endJobs: say('end the jobs'),
    shut: note('shut the database'),
  }
  const stopAt = (
    progress: Progress,
    settled = note('wait for work in flight'),
    pause: (ms: number) => Promise<void> = never,
  ): Promise<void> => {
    const write = (line: string): void => void steps.push(`log: ${JSON.parse(line).msg}`)
    return stop({
      composed: { logs: createLogs('info', { write }), runtime: { ...realRuntime({ write }), pause } },
      server: { close: async () => void steps.push(`close the server, stopping: ${progress.stopping}`) },
      receiver: { logRefusals: (all) => void steps.push(`say refused ${all}, store: ${progress.store}`) },
      inFlight: { settled },
      progress,
    })
  }
  return { steps, opened, stopAt }
}

describe('given a process that is stopped', () => {
  it('when everything is open, then what brings work ends first, and the database closes last', async () => {
    const { steps, opened, stopAt } = noted()
    await stopAt({ ...createProgress(), store: 'open', opened })
    expect(steps).toEqual([
      'log: newkey is stopping; work in flight is finished first',
      'close the server, stopping: true',
      'end the jobs',
      'end the verification',
      'close the socket',
      'wait for work in flight',
      'write counted refusals all',
      'say refused true, store: closed',
      'say what is sampled true',
      'checkpoint stdout',
      'checkpoint channel',
      'shut the database',
      'log: newkey has stopped',
    ])
  })

  it('when refusals can’t be written and the channel fails, then the database is shut all the same', async () => {
    const { steps, opened, stopAt } = noted()
    const fail = async (): Promise<void> => {
      throw new Error('no')
    }
    await stopAt({
      stopping: false,
      store: 'open',
      opened: {
        ...opened,
        refusals: { write: fail },
        vouching: { ...opened.vouching, checkpoints: { publish: fail } },
      },
    })
    expect(steps).toContain('log: Counted refusals could not be written')
    expect(steps.slice(-2)).toEqual(['shut the database', 'log: newkey has stopped'])
  })

  it('when the socket and the database can’t be closed, then that is logged, the rest ends, and nothing is thrown', async () => {
    const { steps, opened, stopAt } = noted()
    const fail = async (): Promise<void> => {
      throw new Error('no')
    }
    const socket = {
      start: () => undefined,
      greeted: Promise.resolve(),
      stop: fail,
      connected: () => true,
    }
    await stopAt({ stopping: false, store: 'open', opened: { ...opened, socket, shut: fail } })
    expect(steps.slice(4)).toEqual([
      'log: The connection to Slack could not be closed',
      'wait for work in flight',
      'write counted refusals all',
      'say refused true, store: closed',
      'say what is sampled true',
      'checkpoint stdout',
      'checkpoint channel',
      'log: The database could not be closed',
      'log: newkey has stopped',
    ])
  })

  it('when work in flight doesn’t end, then it is waited for 7 s, and the database is shut', async () => {
    const { steps, opened, stopAt } = noted()
    const waited: number[] = []
    await stopAt({ stopping: false, store: 'open', opened }, never, async (ms) => void waited.push(ms))
    expect(waited).toEqual([7_000])
    expect(steps.slice(-2)).toEqual(['shut the database', 'log: newkey has stopped'])
  })

  it('when nothing is open yet, then the server alone is closed', async () => {
    const { steps, stopAt } = noted()
    await stopAt(createProgress())
    expect(steps).toEqual([
      'log: newkey is stopping; work in flight is finished first',
      'close the server, stopping: true',
      'log: newkey has stopped',
    ])
  })
})
