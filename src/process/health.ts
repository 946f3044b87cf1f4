import type { HttpAnswer } from './http-server.ts'

/** What newkey reports about itself. */
export interface Health {
  readonly store: 'open' | 'opening' | 'closed'
  /** Whether Slack has said who this bot is. If not, a restart wouldn't help. */
  readonly slack: boolean
  /** Whether Socket Mode is connected; undefined over HTTP. */
  readonly socket: boolean | undefined
  /** What is wrong with the database, if anything is. */
  readonly database: DatabaseHealth | undefined
}

type DatabaseHealth =
  /** It is older than it was before. newkey works, but revokes nothing unasked. */
  | { readonly kind: 'restored' }
  /** Its audit log isn't as newkey wrote it. newkey makes no more keys. */
  | { readonly kind: 'rewritten'; readonly seq: number; readonly cause: string }
  /** Its audit log can't be read, so newkey can't verify it and makes no more keys. */
  | { readonly kind: 'unreadable'; readonly cause: string }

/** `/healthz`: the process is alive. Always 200, so that a fault at Slack doesn't cause a loop of restarts. */
export function liveness(health: Health): HttpAnswer {
  return { status: 200, type: 'application/json', body: body('ok', health) }
}

/**
 * `/readyz`: 200 if newkey can accept commands, otherwise 503. In Socket Mode, commands come only while it is connected. Over
 * HTTP it doesn't depend on Slack: while Slack is down, newkey refuses commands.
 */
export function readiness(health: Health): HttpAnswer {
  const works = health.store === 'open' && (!health.database || health.database.kind === 'restored')
  const ready = works && health.socket !== false
  return {
    status: ready ? 200 : 503,
    type: 'application/json',
    body: body(ready ? 'ready' : 'not ready', health),
  }
}

function body(status: string, { store, slack, socket, database }: Health): string {
  const connection = socket === undefined ? {} : { socket: socket ? 'connected' : 'disconnected' }
  return JSON.stringify({
    status,
    store,
    slack: slack ? 'known' : 'unknown',
    ...connection,
    ...tell(database),
  })
}

function tell(database: DatabaseHealth | undefined): Readonly<Record<string, string | number>> {
  if (!database) return {}
  if (database.kind === 'restored') return { database: 'restored' }
  if (database.kind === 'unreadable') return { database: 'unreadable', cause: database.cause }
  return { database: 'rewritten', record: database.seq, cause: database.cause }
}
