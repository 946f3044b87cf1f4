import type { Clock } from '../domain/clock.ts'
import type { Log } from '../log.ts'
import type { Engine } from './engine.ts'
import type { Leases } from './leases.ts'
import type { Transact } from './transact.ts'

/** What every part of the store needs. */
export interface StoreParts {
  readonly db: Engine
  readonly transact: Transact
  readonly leases: Leases
  readonly clock: Pick<Clock, 'now' | 'steady' | 'monotonic'>
  readonly log: Log
}
