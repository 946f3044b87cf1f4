import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { readRows } from './evidence.ts'
import { type Figure, floor } from './figure.ts'
import { asksFor, settled } from './invariants.ts'
import { openStage, PEOPLE, type Stage, settle } from './stage.ts'

/** How writes go wrong: from the nth on, once or for good. Nothing else of the process touches a database meanwhile. */
interface Failure {
  readonly from: number
  readonly forGood: boolean
}

const WRITES = /^\s*(insert|update|delete|commit)/i
let failure: Failure | undefined
let writes = 0

/** Makes SQLite's own calls fail as on a full disk, by their number. */
function breakDisk(): () => void {
  const { prepare } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
    const statement = prepare.call(this, sql)
    if (!WRITES.test(sql)) return statement
    return new Proxy(statement, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        const bound = value.bind(target)
        return name === 'run' || name === 'all'
          ? (...parameters: unknown[]) => write(() => bound(...parameters))
          : bound
      },
    })
  }
  return () => {
    DatabaseSync.prototype.prepare = prepare
  }
}

function write<T>(carryOut: () => T): T {
  writes += 1
  if (failure && (failure.forGood ? writes >= failure.from : writes === failure.from))
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  return carryOut()
}

/** Looks at the database from outside at the moment of every creation and every delivery. */
function watch(stage: Stage, violations: string[]): void {
  const stateOf = (name: string): string =>
    readRows(stage.file).requests.find((row) => row.name === name)?.state ?? 'missing'
  stage.between = {
    twilio: (handle) => (request) => {
      const name = asksFor(request)
      if (typeof name === 'string' && stateOf(name) !== 'intent')
        violations.push(`${name} was asked for at Twilio while its record said ${stateOf(name)}`)
      return handle(request)
    },
    slack: (handle) => (request) => {
      const sid = /TWILIO_API_KEY=(SK\w+)/.exec(request.body)?.[1]
      const row = readRows(stage.file).keys.find((one) => one.sid === sid)
      if (sid !== undefined && row?.state !== 'created')
        violations.push(`${sid} was shown while its record said ${row?.state ?? 'nothing'}`)
      return handle(request)
    },
  }
}

/** Every durable write of the flow, of a refusal and of a button fails in turn, once and for good. */
export const disk: Figure = {
  name: 'disk',
  runs: 1_000,
  short: 12,
  run: async (runs) => {
    const violations: string[] = []
    const mend = breakDisk()
    let [cases, from, met] = [0, 1, true]
    try {
      for (; met && cases < runs; from++) {
        for (const forGood of [false, true]) {
          met = await play({ from, forGood }, violations)
          cases += 1
        }
      }
    } finally {
      failure = undefined
      mend()
    }
    return {
      seen: `${from - 2} writes, each failing once and for good: ${cases} cases`,
      violations: [...violations, ...floor(cases, Math.min(runs, 50), 'cases')],
    }
  },
}

/** One key, delivered and pressed on, with one failure. @returns whether the failure was met */
async function play(how: Failure, violations: string[]): Promise<boolean> {
  const stage = await openStage()
  const [user = ''] = PEOPLE
  const running = await stage.start()
  await running.app.idle()
  watch(stage, violations)
  writes = 0
  failure = how
  await running.send(stage.slack.command(user, `svc-${how.from}`))
  await running.app.idle()
  const card = stage.slack.screen(user).find((message) => message.via === 'chat.postMessage')
  if (card && JSON.stringify(card.blocks).includes('not_received'))
    await running.send(stage.slack.click(user, card, 'not_received'))
  await running.app.idle()
  const met = writes >= how.from
  failure = undefined
  await running.app.stop()
  await settle(stage)
  violations.push(
    ...(await settled(stage)).map(
      (violation) => `write ${how.from}${how.forGood ? ' on' : ''}: ${violation}`,
    ),
  )
  await stage.close()
  return met
}
