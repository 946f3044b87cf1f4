import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Messages that come within this time (s) of the one before belong together, as a secret and its card do. */
const TOGETHER_S = 5

/** Scrolls a list of messages to its end, but not past the beginning of what came together last. */
export function useNewest(place: string, last: string | undefined): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const box = list.current
    if (!box || last === undefined) return
    const messages = [...box.querySelectorAll<HTMLElement>('[data-ts]')]
    const at = ({ dataset }: HTMLElement): number => Number(dataset.ts)
    const beginning = messages.findLast((message, index) => {
      const before = messages[index - 1]
      return !before || at(message) - at(before) > TOGETHER_S
    })
    const end = box.scrollHeight - box.clientHeight
    box.scrollTo({ top: Math.min(end, (beginning?.offsetTop ?? 0) - box.offsetTop - 8) })
  }, [place, last])
  return list
}
