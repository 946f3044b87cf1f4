import type { RequestView, SentView } from './view.ts'

type ActionRow = Extract<RequestView, { kind: 'action' }>

/** The reads by which a request is checked. newkey makes them all at once, and each may be left out where it is still current. */
const CHECKS: readonly string[] = [
  'users.info',
  'usergroups.users.list',
  'usergroups.list',
  'conversations.open',
]
/** Checks that are further apart than this (ms) belong to two requests. */
const APART_MS = 1_000

/**
 * Puts requests and what people did in order: what led to no request isn't shown, unless it ended or started newkey, and
 * requests that were made at the same time follow a line that says so.
 */
export function trafficOf(actions: readonly ActionRow[], sent: readonly SentView[]): RequestView[] {
  const rows = [...actions, ...sent].sort((one, other) => one.at - other.at)
  const told = rows.filter(
    (row, at) => row.kind === 'request' || row.lasting === true || rows[at + 1]?.kind === 'request',
  )
  return groupsOf(told).flatMap((group): RequestView[] => {
    const [first] = group
    if (first?.kind !== 'request' || group.length === 1) return group
    const marked = group.map((row): RequestView => (row.kind === 'request' ? { ...row, beside: true } : row))
    return [{ kind: 'beside', id: `beside ${first.id}`, count: group.length }, ...marked]
  })
}

/** Rows one by one; checks that follow each other closely stay together. */
function groupsOf(rows: readonly (ActionRow | SentView)[]): (ActionRow | SentView)[][] {
  const groups: (ActionRow | SentView)[][] = []
  for (const row of rows) {
    const group = groups.at(-1)
    const first = group?.[0]
    if (group && first && isCheck(first) && isCheck(row) && row.at - first.at < APART_MS) group.push(row)
    else groups.push([row])
  }
  return groups
}

const isCheck = (row: ActionRow | SentView): boolean => row.kind === 'request' && CHECKS.includes(row.call)
