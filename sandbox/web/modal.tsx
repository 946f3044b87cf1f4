import { useRef, useState } from 'preact/hooks'
import type { View } from '../page/view.ts'
import type { Values } from '../slack/view-payload.ts'
import type { Modal, Shown } from '../slack/views.ts'
import { Blocks } from './blocks/blocks.tsx'
import { nameOf } from './blocks/input.tsx'
import { Dialog } from './dialog.tsx'
import { act, pressing } from './do.ts'

/** The modal on top, as the app opened it. */
export function ModalView({ view }: { readonly view: View }) {
  const { modal } = view
  return modal ? <TopModal key={modal.id} view={view} modal={modal} /> : null
}

function TopModal({ view: { me, names }, modal }: { readonly view: View; readonly modal: Shown<Modal> }) {
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map())
  const [says, setSays] = useState<string>()
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const values = (): Values => (form.current ? valuesOf(form.current, modal) : {})
  const close = (): void => void act({ do: 'close', me, view: modal.id })

  async function submit(): Promise<void> {
    if (busy) return
    setBusy(true)
    const said = await act({ do: 'submit', me, view: modal.id, values: values() })
    setBusy(false)
    setWrong(new Map(Object.entries(said.errors ?? {})))
    setSays(said.says)
  }
  return (
    <Dialog title={modal.title.text} close={close}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div class="dialog-body">
          <Blocks
            blocks={modal.blocks}
            names={names}
            wrong={wrong}
            press={pressing({ view: modal.id }, me, values)}
          />
          <p class="wrong" role="status">
            {says ?? ''}
          </p>
        </div>
        <footer>
          <button type="button" class="press" onClick={close}>
            {modal.close?.text ?? 'Close'}
          </button>
          {modal.submit && (
            <button type="submit" class={`press primary ${busy ? 'busy' : ''}`} aria-disabled={busy}>
              {modal.submit.text}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}

/** What stands in the form, by block and element; null where nothing does. */
function valuesOf(form: HTMLFormElement, modal: Modal): Values {
  const data = new FormData(form)
  const inputs = modal.blocks.flatMap((block) => (block.type === 'input' ? [block] : []))
  return Object.fromEntries(
    inputs.map((block) => {
      const value = data.get(nameOf(block))
      const filled = typeof value === 'string' && value !== '' ? value : null
      return [block.block_id ?? '', { [block.element.action_id]: filled }]
    }),
  )
}
