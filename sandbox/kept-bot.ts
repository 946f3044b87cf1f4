import { type Bot, startBot } from './bot.ts'

export type BotState = 'starting' | 'running' | 'stopped'

/** A bot that can be killed and started again, on the same address and database. */
export interface KeptBot {
  readonly url: string
  /** What it wrote to stdout, over all its runs. */
  readonly lines: readonly string[]
  state(): BotState
  /** Resolves when it takes commands. @throws Error with what it said when it doesn't start */
  start(): Promise<void>
  /** Resolves when it has ended, to whether there was one to end. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<boolean>
  /** Stands still from now on, or goes on. */
  freeze(stands: boolean): void
}

export function keepBot(options: {
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  readonly folder: string
  readonly program?: string | undefined
  readonly changed: () => void
}): KeptBot {
  const lines: string[] = []
  let [state, bot]: [BotState, Bot | undefined] = ['stopped', undefined]
  /** Starts and stops run one after the other. */
  let turn: Promise<unknown> = Promise.resolve()
  let giveUp = new AbortController()
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const done = turn.then(step)
    turn = done.catch(() => undefined)
    return done
  }

  function become(next: BotState): void {
    state = next
    options.changed()
  }

  async function start(): Promise<void> {
    if (state === 'running') return
    become('starting')
    try {
      const { program } = options
      giveUp = new AbortController()
      const env = { ...options.env, PORT: String(options.port) }
      const born = await startBot(env, options.folder, {
        ...(program !== undefined && { file: program }),
        signal: giveUp.signal,
        heard: (line) => {
          lines.push(line)
          options.changed()
        },
      })
      bot = born
      become('running')
      void born.ended.then(() => {
        become('stopped')
      })
    } catch (error) {
      become('stopped')
      throw error
    }
  }

  return {
    url: `http://127.0.0.1:${options.port}`,
    lines,
    state: () => state,
    freeze: (stands) => bot?.freeze(stands),
    start: () => inTurn(start),
    stop: (signal) => {
      giveUp.abort()
      return inTurn(async () => {
        const alive = state !== 'stopped'
        await bot?.stop(signal)
        return alive
      })
    },
  }
}
