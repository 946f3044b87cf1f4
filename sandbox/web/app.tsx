import { useCallback, useEffect, useState } from 'preact/hooks'
import { Asking } from './asking.tsx'
import { toComposer } from './focus.ts'
import { Happened } from './happened/happened.tsx'
import { useLive } from './live.ts'
import { ModalView } from './modal.tsx'
import { Place } from './place.tsx'
import { Sidebar } from './sidebar.tsx'
import { type Screen, Tabs } from './tabs.tsx'
import { Top } from './top.tsx'

/** Ada, in the channel of the payments service: where the story begins. */
const BEGINNING = { me: 'U0ADA00001', place: 'C0PAYMENTS' }
const GENERAL = 'C0GENERAL1'
type Seat = typeof BEGINNING

/** Becomes somebody, or goes somewhere. @param byMouse whoever points is about to type; whoever tabs isn't */
export interface Moves {
  be(me: string, byMouse: boolean): void
  go(place: string, byMouse: boolean): void
}

export function App() {
  const [seat, sit] = useSeat()
  const [screen, setScreen] = useState<Screen>('place')
  const { view, link } = useLive(seat.me)
  const move = useCallback(
    (next: Seat, byMouse: boolean) => {
      sit(next)
      setScreen('place')
      if (byMouse) toComposer()
    },
    [sit],
  )
  const moves: Moves = {
    be: (me, byMouse) => move({ me, place: counterpart(seat, me) }, byMouse),
    go: (place, byMouse) => move({ ...seat, place }, byMouse),
  }
  useLinks(moves.go)

  if (!view) return <p class="waiting">{link === 'lost' ? STOPPED : 'Opening the sandbox…'}</p>
  const lost = link === 'lost'
  const place =
    view.places.find(({ id }) => id === seat.place) ?? view.places.find(({ id }) => id === GENERAL)
  return (
    // A new run starts with fresh state: nothing that was said in the last one stays.
    <Asking key={view.run} names={view.names}>
      <div class="app" data-screen={screen}>
        <Top lost={lost ? STOPPED : undefined} grid={view.grid} />
        <main inert={lost}>
          <Sidebar view={view} place={place?.id} moves={moves} />
          {place && (
            <Place
              key={`${view.me} ${place.id}`}
              view={view}
              place={place}
              shown={screen === 'place'}
              moves={moves}
            />
          )}
          <Happened view={view} />
        </main>
        <Tabs view={view} screen={screen} show={setScreen} />
        <ModalView view={view} />
      </div>
    </Asking>
  )
}

const STOPPED = 'The sandbox has stopped. Start it again with npm run sandbox; this page then reconnects.'

/** Whoever is reading their DM sees the other person's own DM after becoming that person. */
function counterpart({ place }: Seat, me: string): string {
  return place.startsWith('D') ? `D${me.slice(1)}` : place
}

/** Who I am and where I look: kept over a reload, as a browser keeps it for Slack. */
function useSeat(): [Seat, (seat: Seat) => void] {
  const [seat, setSeat] = useState<Seat>(() => {
    const [me, place] = (sessionStorage.getItem('seat') ?? '').split(' ')
    return me && place ? { me, place } : BEGINNING
  })
  useEffect(() => sessionStorage.setItem('seat', `${seat.me} ${seat.place}`), [seat])
  return [seat, setSeat]
}

/** A link into the workspace opens its place here. */
function useLinks(go: Moves['go']): void {
  useEffect(() => {
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null
      const place = link?.getAttribute('href')?.slice(1)
      if (!place || !/^[CD]\w+$/.test(place)) return
      event.preventDefault()
      go(place, event.detail > 0)
    }
    document.addEventListener('click', follow)
    return () => document.removeEventListener('click', follow)
  }, [go])
}
