import { useEffect, useRef, useState } from 'preact/hooks'
import type { Pressable } from '../../slack/blocks.ts'
import { useAsk } from '../asking.tsx'

/** Presses something. Resolves to what Slack says when nobody answers. */
export type PressHandler = (actionId: string, option?: string) => Promise<string | undefined>
type Button = Extract<Pressable, { type: 'button' }>
type Overflow = Extract<Pressable, { type: 'overflow' }>

/** A row of buttons and menus. While one is at work none can be pressed; what failed is said beside them. */
export function Pressables({
  elements,
  press,
}: {
  readonly elements: readonly Pressable[]
  readonly press: PressHandler
}) {
  const [busy, setBusy] = useState<string>()
  const [failed, setFailed] = useState<string>()
  const pressed: PressHandler = async (actionId, option) => {
    setBusy(actionId)
    const says = await press(actionId, option)
    setBusy(undefined)
    setFailed(says)
    return says
  }
  return (
    <>
      {elements.map((element) =>
        element.type === 'button' ? (
          <PressButton key={element.action_id} button={element} busy={busy} press={pressed} />
        ) : (
          <Menu key={element.action_id} menu={element} busy={busy} press={pressed} />
        ),
      )}
      <span class="failed" role="status">
        {failed === undefined ? '' : `⚠ ${failed}`}
      </span>
    </>
  )
}

function PressButton({
  button,
  busy,
  press,
}: {
  readonly button: Button
  readonly busy: string | undefined
  readonly press: PressHandler
}) {
  const ask = useAsk()
  const { confirm, action_id } = button
  function pressed(): void {
    if (busy !== undefined) return
    if (confirm) ask({ confirm, carryOut: () => press(action_id) })
    else void press(action_id)
  }
  return (
    <button
      type="button"
      class={`press ${button.style ?? ''} ${busy === action_id ? 'busy' : ''}`}
      aria-disabled={busy !== undefined}
      onClick={pressed}
    >
      {button.text.text}
    </button>
  )
}

function Menu({
  menu,
  busy,
  press,
}: {
  readonly menu: Overflow
  readonly busy: string | undefined
  readonly press: PressHandler
}) {
  const [open, setOpen] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open) first.current?.focus()
  }, [open])
  const shut = (): void => {
    setOpen(false)
    opener.current?.focus()
  }
  return (
    <fieldset
      class="overflow-menu"
      aria-label="More"
      onKeyDown={({ key }) => key === 'Escape' && shut()}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOpen(false)
      }}
    >
      <button
        type="button"
        class="press"
        aria-label="More"
        aria-disabled={busy !== undefined}
        aria-expanded={open}
        ref={opener}
        onClick={() => busy === undefined && setOpen(!open)}
      >
        ⋯
      </button>
      {open && (
        <div class="overflow-options">
          {menu.options.map((option, at) => (
            <button
              type="button"
              key={option.value}
              ref={at === 0 ? first : null}
              onClick={() => {
                shut()
                void press(menu.action_id, option.value)
              }}
            >
              {option.text.text}
              {option.description && <small>{option.description.text}</small>}
            </button>
          ))}
        </div>
      )}
    </fieldset>
  )
}
