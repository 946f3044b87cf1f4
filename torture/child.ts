import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { readConfig } from '../src/config/read-config.ts'
import { readEnvironment } from '../src/config/read-environment.ts'
import { createApp } from '../src/process/app.ts'
import { openLogDestination } from '../src/process/log-destination.ts'
import { hideEnvironment } from '../src/process/preamble.ts'
import { createSteady, realRuntime } from '../src/process/runtime.ts'

/**
 * The bot as a process of its own, with a clock that may be ahead (`TORTURE_AHEAD`, ms), and a number of the database
 * statement at which it is killed (`TORTURE_KILL`: `before 12` or `after 12`; the commits are statements too). What may wait
 * while nobody reads stdout can be a fraction of what it is (`TORTURE_ROOM`: `100` for a hundredth), so that little fills it.
 */
const { TORTURE_AHEAD = '0', TORTURE_KILL = '', TORTURE_DEADLINE = '400', TORTURE_ROOM = '1' } = process.env
const [moment = '', number = '0'] = TORTURE_KILL.split(' ')
let statements = 0

function count<T>(carryOut: () => T): T {
  statements += 1
  const now = statements === Number(number)
  if (now && moment === 'before') process.kill(process.pid, 'SIGKILL')
  const result = carryOut()
  if (now && moment === 'after') process.kill(process.pid, 'SIGKILL')
  return result
}

const { prepare } = DatabaseSync.prototype
/** Those of the start are counted too: a kill may come before the first command. */
function countStatements(): void {
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
    const statement = prepare.call(this, sql)
    return new Proxy(statement, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        const bound = value.bind(target)
        return name === 'run' || name === 'all' ? (...args: unknown[]) => count(() => bound(...args)) : bound
      },
    })
  }
}
if (moment !== '') countStatements()

hideEnvironment()
const read = readConfig(readEnvironment().env)
if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
const deadline = Number(TORTURE_DEADLINE)
const now = (): number => Date.now() + Number(TORTURE_AHEAD)
const stdout = openLogDestination()
const runtime = realRuntime({ write: (line, most) => stdout.write(line, most / Number(TORTURE_ROOM)) })
const app = createApp(read.config, {
  ...runtime,
  now,
  steady: createSteady(now, runtime.monotonic),
  deadlines: { slack: deadline, delivery: deadline, twilio: deadline },
})
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)))
process.on('message', () => void app.idle().then(() => process.send?.('idle')))
const port = await app.start()
process.send?.({ port })
