import type { Fate } from '../exchange.ts'
import { readBlocks } from './blocks.ts'
import { CHANNELS, isIn } from './channels.ts'
import { ORGANISATION } from './grid.ts'
import { BOT_USER, dmOf, type FakeGroup, type FakeUser, TEAM } from './people.ts'
import type { Screens } from './screen.ts'
import { BOT } from './signed.ts'
import { json } from './trouble.ts'
import type { Views } from './views.ts'

export interface MethodDeps {
  readonly people: Map<string, FakeUser>
  /** Whether the workspace belongs to an organisation. */
  readonly grid: boolean
  readonly groups: Map<string, FakeGroup>
  readonly screens: Screens
  readonly views: Views
  /** Whether the app has a Home tab. */
  readonly homeTab: boolean
  /** The DMs that have been opened: an ephemeral message can be posted only there. */
  readonly opened: Set<string>
  readonly now: () => number
  readonly triggers: Triggers
  readonly socketUrl: () => string
}

export type Triggers = Map<string, { readonly at: number; readonly user: string; used: boolean }>

type Arguments = Readonly<Record<string, unknown>>
type Method = (deps: MethodDeps, args: Arguments) => object

const no = (error: string): object => ({ ok: false, error })
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Each method with the scope that it needs (Slack docs: the page of each method), and what it does. */
export const METHODS: Readonly<Record<string, readonly [scope: string | undefined, method: Method]>> = {
  'auth.test': [
    undefined,
    ({ grid }) => ({
      ok: true,
      url: 'https://newkey-sandbox.slack.com/',
      team: 'Sandbox',
      user: 'newkey',
      team_id: TEAM,
      user_id: BOT_USER,
      bot_id: BOT,
      ...(grid && { enterprise_id: ORGANISATION.id }),
      is_enterprise_install: false,
    }),
  ],
  'users.info': [
    'users:read',
    ({ people }, { user }) => {
      const found = people.get(text(user))
      return found ? { ok: true, user: found } : no('user_not_found')
    },
  ],
  'usergroups.list': [
    'usergroups:read',
    ({ groups }, { include_disabled }) => {
      const all = [...groups.values()].filter((group) => group.date_delete === 0 || isTrue(include_disabled))
      return {
        ok: true,
        usergroups: all.map(({ users, ...group }) => ({ ...group, user_count: users.size })),
      }
    },
  ],
  'usergroups.users.list': [
    'usergroups:read',
    ({ groups }, { usergroup, include_disabled }) => {
      const group = groups.get(text(usergroup))
      if (!group || (group.date_delete !== 0 && !isTrue(include_disabled))) return no('no_such_subteam')
      return { ok: true, users: [...group.users] }
    },
  ],
  'conversations.open': [
    'im:write',
    ({ people, opened, grid, now }, { users, return_im }) => {
      const user = people.get(text(users))
      if (!user) return no('user_not_found')
      if (user.deleted) return no('user_disabled')
      if (user.is_bot) return no('cannot_dm_bot')
      const already_open = opened.has(dmOf(user.id))
      opened.add(dmOf(user.id))
      const channel = isTrue(return_im) ? imOf(user.id, now(), grid) : { id: dmOf(user.id) }
      return { ok: true, no_op: already_open, already_open, channel }
    },
  ],
  'chat.postEphemeral': ['chat:write', (deps, args) => post(deps, args, text(args.user))],
  'chat.postMessage': ['chat:write', (deps, args) => post(deps, args, undefined)],
  'chat.update': ['chat:write', update],
  'views.open': [
    undefined,
    (deps, args) => useTrigger(deps, args, (user) => deps.views.open(user, args.view)),
  ],
  'views.push': [
    undefined,
    (deps, args) => useTrigger(deps, args, (user) => deps.views.push(user, args.view)),
  ],
  'views.update': [
    undefined,
    ({ views }, { view_id, view, hash }) => views.update(text(view_id), view, hash),
  ],
  'views.publish': [
    undefined,
    ({ views, people, homeTab }, { user_id, view, hash }) =>
      !homeTab
        ? no('not_enabled')
        : people.has(text(user_id))
          ? views.publish(text(user_id), view, hash)
          : no('invalid_arguments'),
  ],
  'apps.connections.open': [undefined, ({ socketUrl }) => ({ ok: true, url: socketUrl() })],
}

/** A trigger opens one view, within three seconds (Slack docs: views.open). */
function useTrigger(
  { triggers, now }: MethodDeps,
  { trigger_id }: Arguments,
  show: (user: string) => object,
): object {
  const trigger = triggers.get(text(trigger_id))
  if (!trigger) return no('invalid_trigger_id')
  if (now() - trigger.at > 3_000) return no('expired_trigger_id')
  if (trigger.used) return no('exchanged_trigger_id')
  trigger.used = true
  return show(trigger.user)
}

function post({ people, opened, screens }: MethodDeps, args: Arguments, reader: string | undefined): object {
  const channel = text(args.channel)
  const known = CHANNELS.get(channel)
  if (!known && !opened.has(channel)) return no('channel_not_found')
  if (known && !known.invited) return no('not_in_channel')
  if (reader !== undefined && !people.has(reader)) return no('user_not_found')
  if (reader !== undefined && !(known ? isIn(reader, known) : channel === dmOf(reader)))
    return no('user_not_in_channel')
  const blocks = readBlocks(args.blocks)
  if (!blocks) return no('invalid_blocks')
  if (text(args.text) === '' && blocks.length === 0) return no('no_text')
  if (text(args.text).length > 40_000) return no('msg_too_long')
  const ephemeral = reader !== undefined
  const via = ephemeral ? 'chat.postEphemeral' : 'chat.postMessage'
  const message = screens.show({ channel, ephemeral, text: text(args.text), blocks, via }, reader)
  return ephemeral
    ? { ok: true, message_ts: message.ts }
    : { ok: true, channel, ts: message.ts, message: { text: message.text } }
}

/** What is left out stays as it is (Slack docs: chat.update). */
function update({ screens }: MethodDeps, args: Arguments): object {
  const [channel, ts] = [text(args.channel), text(args.ts)]
  const old = screens.lasting(channel, ts)
  if (!old) return no('message_not_found')
  if (old.author !== undefined) return no('cant_update_message')
  const blocks = args.blocks === undefined ? old.blocks : readBlocks(args.blocks)
  if (!blocks) return no('invalid_blocks')
  screens.replace(ts, args.text === undefined ? old.text : text(args.text), blocks)
  return { ok: true, channel, ts }
}

/**
 * The whole DM, for who asks with `return_im` (Slack docs: conversations.open; "Conversation object"). An organisation keeps the
 * DMs of all its workspaces (Slack docs: "Enterprise Grid").
 */
const imOf = (user: string, now: number, grid: boolean): object => ({
  id: dmOf(user),
  created: Math.floor(now / 1000),
  is_im: true,
  is_org_shared: grid,
  user,
  last_read: '0000000000.000000',
  latest: null,
  unread_count: 0,
  unread_count_display: 0,
  is_open: true,
  priority: 0,
})

const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1'

/** What a call gets: an answer of its method, or why not. */
export function callMethod(deps: MethodDeps, name: string, args: Arguments, scopes: readonly string[]): Fate {
  const [scope, method] = METHODS[name] ?? []
  if (!method) return json(200, no('unknown_method'))
  if (scope !== undefined && !scopes.includes(scope))
    return json(200, { ...no('missing_scope'), needed: scope, provided: scopes.join(',') })
  return json(200, method(deps, args))
}
