import { z } from 'zod'
import { blocksUpTo } from './blocks.ts'
import { withIds } from './view-payload.ts'

const words = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  })
const kept = {
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
  blocks: blocksUpTo(100),
}

/** Slack docs: "Modal views". A modal with an input needs a button to submit it. */
const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: words(24),
    submit: words(24).optional(),
    close: words(24).optional(),
    notify_on_close: z.boolean().optional(),
    clear_on_close: z.boolean().optional(),
    ...kept,
  })
  .refine((view) => view.submit !== undefined || view.blocks.every(({ type }) => type !== 'input'))
/** Slack docs: "App Home views". */
const home = z.strictObject({ type: z.literal('home'), ...kept })

export type Modal = z.infer<typeof modal>
export type Home = z.infer<typeof home>
/** A view that Slack has taken: every block has an id. */
export type Shown<V extends Modal | Home> = V & {
  readonly id: string
  readonly hash: string
  /** The id of the modal that lies lowest, and of the one below; for a Home tab its own, and null. */
  readonly root: string
  readonly previous: string | null
}

/** The most modals that may lie on each other (Slack docs: "views.push"). */
const MOST_MODALS = 3

export type Taken =
  | { readonly ok: true; readonly view: object }
  | { readonly ok: false; readonly error: string }

export interface Views {
  open(user: string, view: unknown): Taken
  push(user: string, view: unknown): Taken
  update(viewId: string, view: unknown, hash: unknown): Taken
  publish(user: string, view: unknown, hash: unknown): Taken
  /** The modal on top, as somebody sees it. */
  top(user: string): Shown<Modal> | undefined
  home(user: string): Shown<Home> | undefined
  /** The modal with this id, wherever it lies. */
  find(user: string, viewId: string): Shown<Modal> | undefined
  /** Takes a modal away with those on it, or all of them. */
  close(user: string, viewId: string | 'all'): void
}

const no = (error: string): Taken => ({ ok: false, error })

/** What apps show beside messages: modals on each other, and a Home tab for each person. */
export function createViews(changed: () => void): Views {
  const modals = new Map<string, Shown<Modal>[]>()
  const homes = new Map<string, Shown<Home>>()
  let count = 0

  function shown<V extends Modal | Home>(view: V, below: readonly Shown<Modal>[], old?: string): Shown<V> {
    count += 1
    const id = old ?? `V${String(count).padStart(9, '0')}`
    const [root, previous] = [below[0]?.id ?? id, below.at(-1)?.id ?? null]
    return Object.assign(
      {},
      view,
      { blocks: withIds(view.blocks, id) },
      { id, hash: `${count}.hash`, root, previous },
    )
  }

  function place(user: string, view: unknown, below: readonly Shown<Modal>[]): Taken {
    const parsed = modal.safeParse(parse(view))
    if (!parsed.success) return no('invalid_arguments')
    if (below.length >= MOST_MODALS) return no('push_limit_reached')
    const top = shown(parsed.data, below)
    modals.set(user, [...below, top])
    changed()
    return { ok: true, view: top }
  }

  return {
    open: (user, view) => place(user, view, []),
    push: (user, view) => {
      const stack = modals.get(user) ?? []
      // Slack docs: views.push: its trigger comes from an interaction in a modal that is open.
      return stack.length === 0 ? no('invalid_trigger_id') : place(user, view, stack)
    },
    update: (viewId, view, hash) => {
      for (const [user, stack] of modals) {
        const old = stack.find(({ id }) => id === viewId)
        if (!old) continue
        if (typeof hash === 'string' && hash !== old.hash) return no('hash_conflict')
        const parsed = modal.safeParse(parse(view))
        if (!parsed.success) return no('invalid_arguments')
        const updated = shown(parsed.data, stack.slice(0, stack.indexOf(old)), old.id)
        modals.set(
          user,
          stack.map((one) => (one === old ? updated : one)),
        )
        changed()
        return { ok: true, view: updated }
      }
      return no('not_found')
    },
    publish: (user, view, hash) => {
      if (typeof hash === 'string' && hash !== homes.get(user)?.hash) return no('hash_conflict')
      const parsed = home.safeParse(parse(view))
      if (!parsed.success) return no('invalid_arguments')
      const published = shown(parsed.data, [], homes.get(user)?.id)
      homes.set(user, published)
      changed()
      return { ok: true, view: published }
    },
    top: (user) => modals.get(user)?.at(-1),
    home: (user) => homes.get(user),
    find: (user, viewId) => modals.get(user)?.find(({ id }) => id === viewId),
    close: (user, viewId) => {
      const stack = modals.get(user) ?? []
      const at = stack.findIndex(({ id }) => id === viewId)
      if (viewId !== 'all' && at < 0) return
      modals.set(user, viewId === 'all' ? [] : stack.slice(0, at))
      changed()
    },
  }
}

/** Views arrive as objects, or as JSON in a form. */
function parse(view: unknown): unknown {
  if (typeof view !== 'string') return view
  try {
    return JSON.parse(view)
  } catch {
    return undefined
  }
}
