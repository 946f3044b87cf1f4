import { type Block, findPressable, type Pressable } from './blocks.ts'
import { CHANNELS } from './channels.ts'
import { ORGANISATION } from './grid.ts'
import { type FakeUser, TEAM } from './people.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { ScreenMessage } from './screen.ts'
import { APP, DOMAIN, type Signed, TOKEN } from './signed.ts'
import { type Values, viewPayload, withIds } from './view-payload.ts'
import type { Home, Modal, Shown } from './views.ts'

/** What was pressed in a view, with what was chosen in it and what stood in the inputs. */
export interface Pressed {
  readonly action: string
  readonly option?: string | undefined
  readonly values?: Values | undefined
}

/** What Slack sends when somebody presses or fills in something. */
export interface Interactions {
  /**
   * Somebody presses something that they see in a message (Slack docs: "block_actions").
   * @param option what was chosen, in an overflow menu
   * @throws Error when it isn't there
   */
  click(user: string, message: ScreenMessage, actionId: string, option?: string): Signed
  /** The same in a modal or the Home tab. @param pressed.values what stands in its inputs */
  clickInView(user: string, view: Shown<Modal | Home>, pressed: Pressed): Signed
  /** Somebody submits a modal (Slack docs: "view_submission"). */
  submit(user: string, view: Shown<Modal>, values: Values): Signed
  /** Somebody closes a modal that wants to know (Slack docs: "view_closed"). */
  closed(user: string, view: Shown<Modal>, all: boolean): Signed
}

export function createInteractions(deps: {
  readonly people: ReadonlyMap<string, FakeUser>
  readonly grid: boolean
  readonly responseUrls: ResponseUrls
  readonly trigger: (user: string) => string
  readonly send: (payload: object) => Signed
  readonly now: () => number
}): Interactions {
  const head = (type: string, user: string) => {
    const { name, team_id, enterprise_user } = deps.people.get(user) ?? {}
    const { id: enterprise_id, name: enterprise_name } = ORGANISATION
    const team = { id: TEAM, domain: DOMAIN }
    return {
      type,
      user: { id: user, username: name, name, team_id: enterprise_user?.teams?.[0] ?? team_id ?? TEAM },
      api_app_id: APP,
      token: TOKEN,
      team: deps.grid ? { ...team, enterprise_id, enterprise_name } : team,
      enterprise: deps.grid ? ORGANISATION : null,
      is_enterprise_install: false,
    }
  }

  function action(blocks: readonly Block[], actionId: string, option: string | undefined): object {
    const found = findPressable(blocks, actionId)
    if (!found) throw new Error(`there is nothing to press with the id ${actionId}`)
    const row = blocks.find((block) => block.type === 'actions' && block.elements.includes(found))
    return { ...pressed(found, option), block_id: row?.block_id, action_ts: (deps.now() / 1000).toFixed(6) }
  }

  return {
    click: (user, message, actionId, option) => {
      const { channel, ts, ephemeral, text } = message
      const blocks = withIds(message.blocks, ts)
      const name = CHANNELS.get(channel)?.name ?? 'directmessage'
      return deps.send({
        ...head('block_actions', user),
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: ephemeral },
        trigger_id: deps.trigger(user),
        channel: { id: channel, name },
        ...(!ephemeral && { message: { type: 'message', ts, text, blocks } }),
        state: { values: {} },
        response_url: deps.responseUrls.mint('actions', { user, channel, message: ts }),
        actions: [action(blocks, actionId, option)],
      })
    },
    clickInView: (user, view, { action: id, option, values = {} }) =>
      deps.send({
        ...head('block_actions', user),
        container: { type: 'view', view_id: view.id },
        trigger_id: deps.trigger(user),
        view: viewPayload(view, values),
        actions: [action(view.blocks, id, option)],
      }),
    submit: (user, view, values) =>
      deps.send({
        ...head('view_submission', user),
        trigger_id: deps.trigger(user),
        view: viewPayload(view, values),
        response_urls: [],
      }),
    closed: (user, view, all) =>
      deps.send({ ...head('view_closed', user), view: viewPayload(view, {}), is_cleared: all }),
  }
}

function pressed(element: Pressable, option: string | undefined): object {
  if (element.type === 'button') return element
  const selected_option = element.options.find(({ value }) => value === option)
  if (!selected_option) throw new Error(`there is no option ${option}`)
  return { type: 'overflow', action_id: element.action_id, selected_option }
}
