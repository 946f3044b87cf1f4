import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { CommandView, PlaceView, View } from '../page/view.ts'
import { act } from './do.ts'
import { Send } from './icons.tsx'

interface Props {
  readonly view: View
  readonly place: PlaceView
  readonly draft: string
  readonly write: (text: string) => void
  /** What is said where nothing went wrong. */
  readonly hint: ComponentChildren
}

/** The longest that can be typed (characters). */
const LONGEST = 4_000

/** Where one types: words for the others, or a command, which is completed while its name is being typed. */
export function Composer({ view, place, draft, write, hint }: Props) {
  const [says, setSays] = useState<string>()
  const [shut, setShut] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const offered = shut || !/^\/\S*$/.test(draft) ? [] : offers(view.commands, draft)
  const [first] = offered
  const complete = ({ command }: CommandView): void => {
    write(`${command} `)
    field.current?.focus()
  }

  async function send(): Promise<void> {
    // What stands in the field, not in the last drawing of it: two presses of Enter send once.
    const text = field.current?.value ?? ''
    if (text.trim() === '' || !field.current) return
    field.current.value = ''
    write('')
    const said = await act({ do: 'type', me: view.me, place: place.id, text })
    setSays(said.says)
    // What couldn't be sent isn't lost, and what was typed since isn't either.
    if (said.says !== undefined && field.current?.value === '') write(text)
  }

  function keyed(event: KeyboardEvent): void {
    const { key, shiftKey, isComposing } = event
    if (key === 'Escape') setShut(true)
    if (isComposing || (key !== 'Enter' && key !== 'Tab')) return
    if (first && !shiftKey && (key === 'Tab' || draft !== first.command)) {
      event.preventDefault()
      complete(first)
    } else if (key === 'Enter') {
      event.preventDefault()
      if (!shiftKey) void send()
    }
  }

  const where = place.kind === 'channel' ? `#${place.name}` : 'newkey'
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p class={`says ${says === undefined ? '' : 'wrong'}`} role="status">
        {says ?? hint}
      </p>
      {first && <Offers offered={offered} complete={complete} />}
      <div class="composer-box">
        <input
          ref={field}
          type="text"
          dir="auto"
          value={draft}
          maxLength={LONGEST}
          placeholder={`Message ${where}, or type /`}
          aria-label={`Message ${where}`}
          role="combobox"
          aria-expanded={first !== undefined}
          aria-controls="commands"
          aria-autocomplete="list"
          aria-activedescendant={first ? 'command-0' : undefined}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            write(currentTarget.value)
            setSays(undefined)
            setShut(false)
          }}
          onFocus={() => setShut(false)}
          onBlur={() => setShut(true)}
          onKeyDown={keyed}
        />
        <button type="submit" class="send" aria-label="Send" aria-disabled={draft.trim() === ''}>
          <Send />
        </button>
      </div>
    </form>
  )
}

const offers = (commands: readonly CommandView[], typed: string): CommandView[] =>
  commands.filter(({ command }) => command.startsWith(typed))

function Offers({
  offered,
  complete,
}: {
  readonly offered: readonly CommandView[]
  readonly complete: (command: CommandView) => void
}) {
  return (
    <div class="offers" id="commands" role="listbox" aria-label="Commands">
      {offered.map((one, at) => (
        <div
          key={one.command}
          id={`command-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === 0}
          onMouseDown={(event) => {
            event.preventDefault()
            complete(one)
          }}
        >
          <strong>{one.command}</strong> <span class="hint">{one.hint}</span>
          <small>
            {one.description} <kbd>Tab</kbd>
          </small>
        </div>
      ))}
    </div>
  )
}
