import { useState } from 'preact/hooks'
import type { PlaceView, View } from '../page/view.ts'
import type { Moves } from './app.tsx'
import { Avatar } from './avatar.tsx'
import { Blocks } from './blocks/blocks.tsx'
import { Composer } from './composer.tsx'
import { act, pressing } from './do.ts'
import { useFocus } from './focus.ts'
import { Guide, Next } from './guide.tsx'
import { Message } from './message.tsx'
import { useNewest } from './newest.ts'
import { useRead } from './read.ts'

/** Each place keeps its own draft. */
const drafts = new Map<string, string>()

/** A channel, or the DM with newkey. */
export function Place({
  view,
  place,
  shown,
  moves,
}: {
  readonly view: View
  readonly place: PlaceView
  readonly shown: boolean
  readonly moves: Moves
}) {
  const { me } = view
  const [tab, setTab] = useState<'messages' | 'home'>('messages')
  const draftKey = `${me} ${place.id}`
  const [draft, setDraft] = useState(drafts.get(draftKey) ?? '')
  const write = (text: string): void => {
    drafts.set(draftKey, text)
    setDraft(text)
  }
  useRead(view, place.id, tab === 'messages' && shown)
  useFocus()
  const title = place.kind === 'channel' ? `# ${place.name}` : place.name
  return (
    <section class="place" aria-label={title}>
      <header class="place-head">
        <h2>
          {place.kind === 'dm' && <Avatar name="newkey" small />} {title}
        </h2>
        {place.kind === 'dm' ? (
          <div class="place-tabs">
            {(['home', 'messages'] as const).map((name) => (
              <button
                type="button"
                key={name}
                aria-pressed={tab === name}
                onClick={() => {
                  setTab(name)
                  void act({ do: 'open_home', me, tab: name })
                }}
              >
                {name === 'home' ? 'Home' : 'Messages'}
              </button>
            ))}
          </div>
        ) : (
          <p>{place.topic}</p>
        )}
        <span class="as">as {view.names.users[me]}</span>
      </header>
      {tab === 'home' ? (
        <HomeTab view={view} />
      ) : (
        <>
          <Messages view={view} place={place} type={write} moves={moves} />
          <Composer
            view={view}
            place={place}
            draft={draft}
            write={write}
            hint={<Next view={view} place={place} type={write} moves={moves} />}
          />
        </>
      )}
    </section>
  )
}

function Messages({
  view,
  place,
  type,
  moves,
}: {
  readonly view: View
  readonly place: PlaceView
  readonly type: (text: string) => void
  readonly moves: Moves
}) {
  const messages = view.messages.filter(({ channel }) => channel === place.id)
  const list = useNewest(`${view.me} ${place.id}`, messages.at(-1)?.ts)
  return (
    <section class="messages" ref={list} tabIndex={0} aria-label={`Messages in ${place.name}`}>
      <Guide view={view} place={place} type={type} moves={moves} />
      <div role="log" aria-label="Conversation">
        {messages.map((message) => (
          <Message key={message.ts} message={message} view={view} />
        ))}
      </div>
    </section>
  )
}

/** What the app has published for me. */
function HomeTab({ view }: { readonly view: View }) {
  const { me, home, names } = view
  if (!home) return <p class="home empty">{view.homeTab ? EMPTY : NO_HOME}</p>
  return (
    <section class="home" aria-label="Home tab">
      <Blocks blocks={home.blocks} names={names} press={pressing({ view: home.id }, me)} />
    </section>
  )
}

const EMPTY = 'The app has published nothing here yet.'
const NO_HOME =
  'newkey has no Home tab yet: its manifest doesn’t ask for one. Its messages and cards are under Messages.'
