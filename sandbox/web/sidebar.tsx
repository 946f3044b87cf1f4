import type { PersonView, PlaceView, View } from '../page/view.ts'
import type { Moves } from './app.tsx'
import { Avatar } from './avatar.tsx'

/** Who I am, and where I can look. */
export function Sidebar({
  view,
  place,
  moves,
}: {
  readonly view: View
  readonly place: string | undefined
  readonly moves: Moves
}) {
  const { be, go } = moves
  const channels = view.places.filter(({ kind }) => kind === 'channel')
  const dms = view.places.filter(({ kind }) => kind === 'dm')
  const open = (one: PlaceView) => <PlaceButton key={one.id} place={one} here={one.id === place} go={go} />
  return (
    <nav class="sidebar" aria-label="People and places">
      <h2 id="who">You are</h2>
      <ul class="people" aria-labelledby="who">
        {view.people.map((person) => (
          <PersonButton key={person.id} person={person} me={person.id === view.me} be={be} />
        ))}
      </ul>
      <h2 id="channels">Channels</h2>
      <ul aria-labelledby="channels">{channels.map(open)}</ul>
      <h2 id="apps">Apps</h2>
      <ul aria-labelledby="apps">{dms.map(open)}</ul>
    </nav>
  )
}

function PersonButton({
  person,
  me,
  be,
}: {
  readonly person: PersonView
  readonly me: boolean
  readonly be: Moves['be']
}) {
  const { id, name, is, inGroup, unread } = person
  return (
    <li>
      <button type="button" class="person" aria-pressed={me} onClick={({ detail }) => be(id, detail > 0)}>
        <Avatar name={name} />
        <span class="who">
          <span class="name">{name}</span>
          <small>{[is, inGroup ? 'in @platform' : 'not in @platform'].filter(Boolean).join(', ')}</small>
        </span>
        {!me && unread > 0 && <Badge count={unread} />}
      </button>
    </li>
  )
}

function PlaceButton({
  place,
  here,
  go,
}: {
  readonly place: PlaceView
  readonly here: boolean
  readonly go: Moves['go']
}) {
  const { id, name, kind, unread } = place
  return (
    <li>
      <button
        type="button"
        class={`place-button ${unread > 0 ? 'unread' : ''}`}
        aria-current={here ? 'page' : undefined}
        onClick={({ detail }) => go(id, detail > 0)}
      >
        {kind === 'channel' ? <span class="hash">#</span> : <Avatar name="newkey" small />}
        <span class="name">{name}</span>
        {kind === 'dm' && unread > 0 && <Badge count={unread} />}
        {kind === 'channel' && unread > 0 && <span class="for-readers">unread</span>}
      </button>
    </li>
  )
}

function Badge({ count }: { readonly count: number }) {
  return (
    <span class="badge">
      {count}
      <span class="for-readers"> unread</span>
    </span>
  )
}
