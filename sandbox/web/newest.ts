import type { RefObject } from 'preact'
import { endOf, useFollow } from './follow.ts'

/** Messages that come within this time (s) of the one before belong together, as a secret and its card do. */
const TOGETHER_S = 5
/** How much of the newest message is in view at least (px), also where a secret above it needs the room. */
const LEAST = 96
/** The room above what a list is scrolled to (px). */
const ABOVE = 8

/** Keeps the newest message in view, and with it a secret that came together with it. */
export function useNewest(place: string, last: string | undefined): RefObject<HTMLElement | null> {
  return useFollow({ aim: newestIn, news: `${place} ${last}`, insists: true, content: '[role="log"]' })
}

function newestIn(box: HTMLElement): number {
  const messages = [...box.querySelectorAll<HTMLElement>('[data-ts]')]
  const newest = messages.at(-1)
  if (!newest) return 0
  const topOf = (one: Element): number =>
    one.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop
  const end = endOf(box)
  const beginning = topOf(newest) - ABOVE
  // What is higher than the list is read from its beginning.
  if (beginning < end) return beginning
  const secret = cameTogether(messages).findLast(
    (one) => one.matches('.ephemeral') && one.querySelector('pre'),
  )
  const lines = secret?.querySelector('pre')
  if (!lines) return end
  const least = topOf(newest) + Math.min(newest.offsetHeight, LEAST) - box.clientHeight
  return Math.min(end, Math.max(topOf(lines) - ABOVE, least))
}

/** The newest message, and those that came right before it. */
function cameTogether(messages: readonly HTMLElement[]): HTMLElement[] {
  const at = ({ dataset }: HTMLElement): number => Number(dataset.ts)
  const from = messages.findLastIndex((message, index) => {
    const before = messages[index - 1]
    return !before || at(message) - at(before) > TOGETHER_S
  })
  return messages.slice(from)
}
