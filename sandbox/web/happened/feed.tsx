import type { ComponentChildren } from 'preact'
import { endOf, useFollow } from '../follow.ts'

/** A list that grows at its end and stays there, as long as nobody has scrolled away from it. */
export function Feed({
  label,
  last,
  more = false,
  children,
}: {
  readonly label: string
  /** What comes last: where that changes, the end is shown. */
  readonly last: number | string
  /** Whether there is more than is shown. */
  readonly more?: boolean
  readonly children: ComponentChildren
}) {
  const box = useFollow({ aim: endOf, news: last, insists: false })
  return (
    <section class="feed" aria-label={label} tabIndex={0} ref={box}>
      {more && <p class="nothing">The newest 100 are shown.</p>}
      {children}
    </section>
  )
}
