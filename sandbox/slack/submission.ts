import { z } from 'zod'
import type { Modal, Shown, Views } from './views.ts'

/** How an app answers a submitted modal (Slack docs: "Modals", `response_action`). */
const answer = z.union([
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.object({ response_action: z.enum(['update', 'push']), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
])

/** What is wrong with which block; or what Slack says itself. */
export type Submitted = Readonly<Record<string, string>> | string | undefined

const UNREADABLE = 'Slack couldn’t read the app’s answer.'

/** Does to the modal that was submitted what the app answered. */
export function readSubmission(
  views: Pick<Views, 'push' | 'update' | 'close'>,
  user: string,
  view: Shown<Modal>,
  body: string,
): Submitted {
  if (body === '') {
    views.close(user, view.id)
    return undefined
  }
  const parsed = answer.safeParse(parse(body))
  if (!parsed.success) return UNREADABLE
  const said = parsed.data
  switch (said.response_action) {
    case 'errors': {
      // Errors stand at inputs: a block that isn't one is a mistake of the app's.
      const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []))
      const blocks = Object.keys(said.errors)
      return blocks.length > 0 && blocks.every((id) => inputs.includes(id)) ? said.errors : UNREADABLE
    }
    case 'clear':
      views.close(user, 'all')
      return undefined
    case 'push':
      return views.push(user, said.view).ok ? undefined : UNREADABLE
    case 'update':
      return views.update(view.id, said.view, undefined).ok ? undefined : UNREADABLE
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
