import type { AppAnswer } from '../send.ts'
import { type Block, findPressable } from './blocks.ts'
import type { Pressed } from './interactions.ts'
import type { App } from './manifest.ts'
import { dmOf, GROUP, TEAM } from './people.ts'
import type { Signed } from './signed.ts'
import { readSubmission, type Submitted } from './submission.ts'
import { type Values, viewPayload } from './view-payload.ts'
import type { SlackWorkspace } from './workspace.ts'

/** What people do in their Slack. Each resolves when Slack has an answer, with what Slack says when there is none. */
export interface Acts {
  /** Somebody sends what they typed: a command, or words for the others. */
  type(user: string, channel: string, text: string): Promise<string | undefined>
  press(user: string, ts: string, actionId: string, option?: string): Promise<string | undefined>
  pressInView(user: string, viewId: string, pressed: Pressed): Promise<string | undefined>
  /** Somebody submits a modal. Resolves to what is wrong with which block. */
  submit(user: string, viewId: string, values: Values): Promise<Submitted>
  closeModal(user: string, viewId: string): Promise<void>
  /** Somebody looks at the DM with the app, or at its Home tab. */
  openHome(user: string, tab: 'home' | 'messages'): Promise<void>
  /** Somebody is put into the approved group, or taken out of it. */
  setMember(user: string, isIn: boolean): Promise<void>
}

/** What happened, as the Events API says it: its type, and what belongs to that type. */
interface SlackEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** Whether something with this id is there, with the option that was chosen in it. */
function canPress(blocks: readonly Block[], actionId: string, option: string | undefined): boolean {
  const found = findPressable(blocks, actionId)
  return found?.type === 'overflow'
    ? found.options.some(({ value }) => value === option)
    : found !== undefined
}

const stamp = (): string => (Date.now() / 1000).toFixed(6)
const GONE = 'This no longer exists.'
const NO_ANSWER = 'newkey didn’t answer. Try again.'

export function createActs(deps: {
  readonly slack: SlackWorkspace
  readonly app: App
  readonly send: (signed: Signed) => Promise<AppAnswer>
}): Acts {
  const { slack, app, send } = deps
  const answered = async (signed: Signed): Promise<string | undefined> =>
    (await send(signed)).status === 200 ? undefined : NO_ANSWER
  // Slack would send an event again after one and five minutes; here it is sent once.
  const tell = async (event: SlackEvent): Promise<void> => {
    if (app.events.includes(event.type)) await send(slack.event(event))
  }

  return {
    type: async (user, channel, text) => {
      const [word = '', ...rest] = text.trimStart().split(' ')
      const name = slack.people.get(user)?.name ?? ''
      if (!text.startsWith('/')) {
        slack.say({ id: user, name }, channel, text.trim())
        return undefined
      }
      if (!app.commands.some(({ command }) => command === word))
        return `${word} is not a command here. To send it as a message, begin with a space.`
      const { status, body } = await send(slack.command(user, rest.join(' '), channel, word))
      slack.acked(user, channel, status, body, word)
      return undefined
    },
    press: async (user, ts, actionId, option) => {
      const message = slack.screen(user).find((one) => one.ts === ts)
      return message && canPress(message.blocks, actionId, option)
        ? answered(slack.click(user, message, actionId, option))
        : GONE
    },
    pressInView: async (user, viewId, pressed) => {
      const view = [slack.views.find(user, viewId), slack.views.home(user)].find((one) => one?.id === viewId)
      return view && canPress(view.blocks, pressed.action, pressed.option)
        ? answered(slack.clickInView(user, view, pressed))
        : GONE
    },
    submit: async (user, viewId, values) => {
      const view = slack.views.find(user, viewId)
      if (!view) return GONE
      const { status, body } = await send(slack.submit(user, view, values))
      return status === 200 ? readSubmission(slack.views, user, view, body) : NO_ANSWER
    },
    closeModal: async (user, viewId) => {
      const view = slack.views.find(user, viewId)
      if (!view) return
      const all = view.clear_on_close === true
      slack.views.close(user, all ? 'all' : viewId)
      if (view.notify_on_close) await send(slack.closed(user, view, all))
    },
    openHome: async (user, tab) => {
      const view = slack.views.home(user)
      const shown = tab === 'home' && view ? { view: viewPayload(view, {}) } : {}
      await tell({
        type: 'app_home_opened',
        user,
        channel: dmOf(user),
        tab,
        event_ts: stamp(),
        ...shown,
      })
    },
    setMember: async (user, isIn) => {
      const group = slack.groups.get(GROUP)
      if (!group || group.users.has(user) === isIn) return
      if (isIn) group.users.add(user)
      else group.users.delete(user)
      slack.touch()
      const [added_users, removed_users] = isIn ? [[user], []] : [[], [user]]
      const date_update = Math.floor(Date.now() / 1000)
      await tell({
        type: 'subteam_members_changed',
        subteam_id: GROUP,
        team_id: TEAM,
        date_previous_update: date_update - 60,
        date_update,
        added_users,
        added_users_count: `${added_users.length}`,
        removed_users,
        removed_users_count: `${removed_users.length}`,
        event_ts: stamp(),
      })
    },
  }
}
