export const TEAM = 'T0NEWKEY01'
export const OTHER_TEAM = 'T0OTHER001'
export const GROUP = 'S0PLATFORM'
export const SECOND_GROUP = 'S0PAYMENTS'
export const LEADS = 'S0LEADS001'

export const ADA = 'U0ADA00001'
export const BOB = 'U0BOB00001'
export const GRACE = 'U0GRACE001'
export const ALAN = 'U0ALAN0001'
export const EVE = 'U0EVE00001'
export const GUEST = 'U0GUEST001'
export const GINA = 'U0GINA0001'
export const DAN = 'U0DAN00001'
export const OTHER_BOT = 'U0OTHRBOT1'
export const STRANGER = 'U0STRANGE1'
/** newkey itself. */
export const BOT_USER = 'U0NEWKEY01'

/** A user object, as far as anybody looks at it (Slack docs: "User object"). */
export interface FakeUser {
  readonly id: string
  /** On an Enterprise Grid it may be missing, null, or the id of an organisation. */
  readonly team_id?: string | null | undefined
  /** Only on an Enterprise Grid: the workspaces that the account belongs to. */
  readonly enterprise_user?: { readonly teams?: readonly string[] | undefined }
  readonly name: string
  readonly deleted: boolean
  readonly is_bot: boolean
  readonly is_restricted: boolean
  readonly is_ultra_restricted: boolean
  readonly is_stranger?: boolean
}

/** A user group (Slack docs: "Usergroup object"); `date_delete` is 0 while it is enabled. */
export interface FakeGroup {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly date_delete: number
  readonly users: Set<string>
}

/**
 * Ada and Bob may have keys. Eve and the leads (Grace and Alan) are not in their group. The others are in it, but may
 * not have keys because of what they are.
 */
export function everybody(): Map<string, FakeUser> {
  const user = (id: string, name: string, flags: Partial<FakeUser> = {}): [string, FakeUser] => {
    const plain = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false }
    return [id, { id, team_id: TEAM, name, ...plain, ...flags }]
  }
  return new Map([
    user(ADA, 'ada'),
    user(BOB, 'bob'),
    user(EVE, 'eve'),
    user(GRACE, 'grace'),
    user(ALAN, 'alan'),
    user(GUEST, 'guest', { is_restricted: true }),
    user(GINA, 'gina', { is_restricted: true, is_ultra_restricted: true }),
    user(DAN, 'dan', { deleted: true }),
    user(OTHER_BOT, 'otherbot', { is_bot: true }),
    user(STRANGER, 'stranger', { team_id: OTHER_TEAM, is_stranger: true }),
    user(BOT_USER, 'newkey', { is_bot: true }),
  ])
}

export function allGroups(): Map<string, FakeGroup> {
  const users = new Set([ADA, BOB, GUEST, GINA, DAN, OTHER_BOT, STRANGER])
  const platform = { id: GROUP, handle: 'platform', name: 'Platform', date_delete: 0, users }
  const payments = {
    id: SECOND_GROUP,
    handle: 'payments',
    name: 'Payments',
    date_delete: 0,
    users: new Set([BOB]),
  }
  const leads = { id: LEADS, handle: 'leads', name: 'Leads', date_delete: 0, users: new Set([GRACE, ALAN]) }
  return new Map([platform, payments, leads].map((group) => [group.id, group]))
}

/** The DM between a person and the bot. */
export const dmOf = (user: string): string => `D${user.slice(1)}`
