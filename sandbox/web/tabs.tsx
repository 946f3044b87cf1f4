import type { ComponentChildren } from 'preact'
import type { View } from '../page/view.ts'
import { Bolt, Bubble, Path, People } from './icons.tsx'

/** What a narrow page shows at a time. */
export type Screen = 'people' | 'place' | 'happened' | 'trouble'

const SCREENS: ReadonlyArray<readonly [Screen, string, () => ComponentChildren]> = [
  ['people', 'People', People],
  ['place', 'Slack', Bubble],
  ['happened', 'What happened', Path],
  ['trouble', 'Trouble', Bolt],
]

/** Leads from one part of the page to another, where there is room for one only. */
export function Tabs({
  view,
  screen,
  show,
}: {
  readonly view: View
  readonly screen: Screen
  readonly show: (screen: Screen) => void
}) {
  const unread = view.people.reduce((sum, person) => sum + person.unread, 0)
  return (
    <nav class="tabs" aria-label="Parts of the page">
      {SCREENS.map(([name, label, Picture]) => (
        <button
          type="button"
          key={name}
          aria-current={name === screen ? 'page' : undefined}
          onClick={() => show(name)}
        >
          <Picture />
          {label}
          {name === 'people' && unread > 0 && <span class="badge">{unread}</span>}
        </button>
      ))}
    </nav>
  )
}
