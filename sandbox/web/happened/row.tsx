import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** A row of a list that opens to show the whole of it. Tab reaches only the last row; the arrow keys reach the others. */
export function Row({
  class: name,
  last,
  head,
  children,
}: {
  readonly class: string
  readonly last: boolean
  readonly head: ComponentChildren
  /** Its details: pairs of dt and dd. */
  readonly children: ComponentChildren
}) {
  const [open, setOpen] = useState(false)
  const row = useRef<HTMLLIElement>(null)
  // What opens is in sight: the whole of it where there is room, and else from its beginning.
  useLayoutEffect(() => {
    if (!open) return
    row.current?.scrollIntoView({ block: 'nearest' })
    row.current?.firstElementChild?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <li class={name} ref={row}>
      <button
        type="button"
        class="row-head"
        aria-expanded={open}
        tabIndex={last ? 0 : -1}
        onClick={() => setOpen(!open)}
        onKeyDown={step}
      >
        {head}
      </button>
      {open && <dl>{children}</dl>}
    </li>
  )
}

function step(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const { currentTarget } = event
  if (by === undefined || !(currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  const all = [...(currentTarget.closest('ol')?.querySelectorAll<HTMLElement>('.row-head') ?? [])]
  all[all.indexOf(currentTarget) + by]?.focus()
}
