import type { RequestView, SentView } from './view.ts'

type ActionRow = Extract<RequestView, { kind: 'action' }>

/** The reads by which a request is checked. newkey makes them all at once, and each may be left out where it is still current. */
const CHECKS: readonly string[] = [
  'users.info',
  'usergroups.users.list',
  'usergroups.list',
  'conversations.open',
]
/** What is told as soon as the secret has been delivered. newkey sends both at once: the reply, and the card that stays. */
const TOLD: readonly string[] = ['response_url', 'chat.postMessage']

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

/**
 * Rows one by one; those that newkey sends at once stay together. It goes on only when all have been answered, so that
 * nothing else of the same request comes between, however long each takes.
 */
function groupsOf(rows: readonly (ActionRow | SentView)[]): (ActionRow | SentView)[][] {
  const groups: (ActionRow | SentView)[][] = []
  for (const row of rows) {
    const group = groups.at(-1)
    if (group && joins(group, groups.at(-2)?.at(-1), row)) group.push(row)
    else groups.push([row])
  }
  return groups
}

/** @param before what came right before the group */
function joins(
  group: readonly (ActionRow | SentView)[],
  before: ActionRow | SentView | undefined,
  row: ActionRow | SentView,
): boolean {
  const isOf = (calls: readonly string[]): boolean =>
    [...group, row].every((one) => one.kind === 'request' && calls.includes(one.call))
  // What is asked a second time belongs to another request.
  const isNew = !group.some((one) => one.kind === 'request' && row.kind === 'request' && isSame(one, row))
  const isDelivered = before?.kind === 'request' && before.secret === 'out' && before.state === 'ok'
  return isNew && (isOf(CHECKS) || (isDelivered && isOf(TOLD)))
}

const isSame = (one: SentView, other: SentView): boolean => one.call === other.call && one.sent === other.sent
