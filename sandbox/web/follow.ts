import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Whoever is this close to the place where a list is kept (px) hasn't scrolled away from it. */
const NEAR = 30

interface Following {
  /** Where the list should be scrolled to (px from its beginning). */
  readonly aim: (box: HTMLElement) => number
  /** What changes when something new has come. */
  readonly news: unknown
  /** Whether what is new is shown also to somebody who has scrolled away. */
  readonly insists: boolean
  /** What of the list is watched for a change of its size, besides the list; undefined for nothing. */
  readonly content?: string
}

/**
 * Keeps a list scrolled to what is newest, until somebody scrolls away. A list that isn't on the screen can't be scrolled,
 * so this is done again whenever its size changes, as it does when it is shown.
 */
export function useFollow({ aim, news, insists, content }: Following): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null)
  const follows = useRef(true)
  useLayoutEffect(() => {
    if (insists) follows.current = true
    if (list.current && follows.current) list.current.scrollTo({ top: aim(list.current) })
  }, [news])
  useLayoutEffect(() => {
    const box = list.current
    if (!box) return
    let height = box.clientHeight
    const resized = new ResizeObserver(() => {
      height = box.clientHeight
      if (follows.current) box.scrollTo({ top: aim(box) })
    })
    const scrolled = (): void => {
      // What scrolls because the size has changed was scrolled by nobody.
      if (box.clientHeight === height) follows.current = Math.abs(box.scrollTop - aim(box)) < NEAR
    }
    const inner = content === undefined ? null : box.querySelector(content)
    for (const one of [box, inner]) if (one) resized.observe(one)
    box.addEventListener('scroll', scrolled)
    return () => {
      resized.disconnect()
      box.removeEventListener('scroll', scrolled)
    }
  }, [])
  return list
}

/** The end of a list. */
export const endOf = (box: HTMLElement): number => box.scrollHeight - box.clientHeight
