import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** Where one types. On a touch screen that would bring up the keyboard unasked. */
function focusComposer(): void {
  if (matchMedia('(pointer: fine)').matches) document.querySelector<HTMLElement>('.composer input')?.focus()
}

/** To where one types, once what was just changed is drawn. */
export const toComposer = (): void => void requestAnimationFrame(focusComposer)

/** Keeps the keyboard where it can go on: at the composer first, and again when what had the focus has gone. */
export function useFocus(): void {
  const last = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (document.activeElement === document.body) focusComposer()
  }, [])
  useEffect(() => {
    const keep = ({ target }: FocusEvent): void => {
      last.current = target instanceof Element ? target : null
    }
    document.addEventListener('focusin', keep)
    return () => document.removeEventListener('focusin', keep)
  }, [])
  useLayoutEffect(() => {
    if (last.current === null || last.current.isConnected) return
    last.current = null
    if (document.activeElement === document.body) focusComposer()
  })
}
