import type { RefObject } from 'preact'
import { endOf, useFollow } from './follow.ts'

/** A secret that is among so many of the last messages belongs to the newest: its card comes right after it. */
const MOST_BETWEEN = 3
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
  // What is higher than the list is read from its beginning.
  const aim = Math.min(endOf(box), topOf(newest) - ABOVE)
  const lines = messages.slice(-MOST_BETWEEN).findLast(isSecret)?.querySelector('pre')
  if (!lines) return aim
  const least = topOf(newest) + Math.min(newest.offsetHeight, LEAST) - box.clientHeight
  return Math.min(aim, Math.max(topOf(lines) - ABOVE, least))
}

const isSecret = (message: HTMLElement): boolean =>
  message.matches('.ephemeral') && message.querySelector('pre') !== null
