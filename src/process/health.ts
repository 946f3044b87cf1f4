import type { HttpAnswer } from './http-server.ts'

/** What the bot says of itself. `slack` is what Slack has answered so far; a no there isn't ours to mend by a restart. */
export interface Health {
  readonly store: 'open' | 'opening' | 'closed'
  /** Whether Slack has said who this bot is. */
  readonly slack: boolean
  /** Whether Socket Mode is connected; undefined over HTTP. */
  readonly socket: boolean | undefined
  /** What is wrong with the database, if anything is. */
  readonly database: DatabaseHealth | undefined
}

type DatabaseHealth =
  /** It is older than it has been: newkey works, and deletes nothing unasked. */
  | { readonly kind: 'restored' }
  /** Its audit log isn't as newkey wrote it: newkey makes no key any more. */
  | { readonly kind: 'rewritten'; readonly seq: number; readonly cause: string }
  /** Its audit log can't be read, so nobody knows: the same. */
  | { readonly kind: 'unreadable'; readonly cause: string }

/** `/healthz`: the process lives. Always 200, so that a fault at Slack doesn't end in a loop of restarts. */
export function liveness(health: Health): HttpAnswer {
  return { status: 200, type: 'application/json', body: body('ok', health) }
}

/** `/readyz`: commands can be taken: 200, else 503. Slack isn't asked for it: while it is down, commands get a clear no. */
export function readiness(health: Health): HttpAnswer {
  const ready = health.store === 'open' && (!health.database || health.database.kind === 'restored')
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
