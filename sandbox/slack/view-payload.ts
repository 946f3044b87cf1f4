import { createHash } from 'node:crypto'
import type { Block } from './blocks.ts'
import { TEAM } from './people.ts'
import { APP, BOT } from './signed.ts'
import type { Home, Modal, Shown } from './views.ts'

/** What was filled in: by block, then by element (Slack docs: "view_submission", `view.state.values`). */
export type Values = Readonly<Record<string, Readonly<Record<string, string | null>>>>

/** A view as Slack sends it to its app: with what it adds, and with what was left out (Slack docs: "View payloads"). */
export function viewPayload(view: Shown<Modal | Home>, values: Values): object {
  return {
    callback_id: '',
    private_metadata: '',
    external_id: '',
    title: null,
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    team_id: TEAM,
    app_id: APP,
    app_installed_team_id: TEAM,
    bot_id: BOT,
    root_view_id: view.root,
    previous_view_id: view.previous,
    state: { values: stateOf(view.blocks, values) },
  }
}

/** What stands in the inputs, as each kind of element says it. */
function stateOf(blocks: readonly Block[], values: Values): object {
  const inputs = blocks.flatMap((block) => (block.type === 'input' ? [block] : []))
  return Object.fromEntries(
    inputs.map(({ block_id = '', element }) => {
      const filled = Object.hasOwn(values, block_id) ? values[block_id] : undefined
      const value =
        filled && Object.hasOwn(filled, element.action_id) ? (filled[element.action_id] ?? null) : null
      const said =
        element.type === 'plain_text_input'
          ? { type: element.type, value }
          : {
              type: element.type,
              selected_option: element.options.find((one) => one.value === value) ?? null,
            }
      return [block_id, { [element.action_id]: said }]
    }),
  )
}

/** Blocks as Slack keeps them: those without an id get one. @param of what they belong to, which makes the ids unique */
export function withIds(blocks: readonly Block[], of: string): Block[] {
  return blocks.map((block, at) => ({
    ...block,
    block_id: block.block_id ?? createHash('sha256').update(`${of} ${at}`).digest('base64url').slice(0, 5),
  }))
}
