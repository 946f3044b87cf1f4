import { type ComponentChildren, createContext } from 'preact'
import { useContext, useState } from 'preact/hooks'
import type { Names } from '../page/view.ts'
import type { Pressable } from '../slack/blocks.ts'
import { Text } from './blocks/text.tsx'
import { Dialog } from './dialog.tsx'

type Confirm = NonNullable<Extract<Pressable, { type: 'button' }>['confirm']>
/** What somebody is asked before it is done. `carryOut` resolves to what is said when it couldn't be. */
interface Question {
  readonly confirm: Confirm
  readonly carryOut: () => Promise<string | undefined>
}

const Context = createContext<(question: Question) => void>(() => undefined)
/** Asks before something is done. The question stays open even if the message with the button changes meanwhile. */
export const useAsk = (): ((question: Question) => void) => useContext(Context)

/** Its children may ask. */
export function Asking({ names, children }: { readonly names: Names; readonly children: ComponentChildren }) {
  const [question, ask] = useState<Question>()
  const [says, setSays] = useState<string>()
  const close = (): void => {
    ask(undefined)
    setSays(undefined)
  }

  async function carryOut({ carryOut }: Question): Promise<void> {
    const failed = await carryOut()
    if (failed === undefined) close()
    else setSays(failed)
  }
  return (
    <Context.Provider value={ask}>
      {children}
      {question && (
        <Dialog title={question.confirm.title.text} close={close}>
          <div class="dialog-body">
            <Text words={question.confirm.text} names={names} />
            <p class="wrong" role="status">
              {says ?? ''}
            </p>
          </div>
          <footer>
            <button type="button" class="press" onClick={close}>
              {says === undefined ? question.confirm.deny.text : 'Close'}
            </button>
            {says === undefined && (
              <button
                type="button"
                class={`press ${question.confirm.style ?? 'primary'}`}
                onClick={() => void carryOut(question)}
              >
                {question.confirm.confirm.text}
              </button>
            )}
          </footer>
        </Dialog>
      )}
    </Context.Provider>
  )
}
