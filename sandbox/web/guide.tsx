import type { ComponentChildren } from 'preact'
import type { PlaceView, View } from '../page/view.ts'
import type { Moves } from './app.tsx'
import { toComposer } from './focus.ts'
import { Done } from './icons.tsx'

/** Something to try; `short` is for places with room for one line. */
interface StepOf {
  readonly name: string
  readonly done: boolean
  readonly content: ComponentChildren
  readonly short?: ComponentChildren
}

interface Props {
  readonly view: View
  readonly place: PlaceView
  readonly type: (text: string) => void
  readonly moves: Moves
}

/** The beginning of a place: what it is, and what can be tried. */
export function Guide(props: Props) {
  const { view, place } = props
  if (place.kind === 'dm')
    return (
      <section class="guide">
        <h3>This is {view.names.users[view.me]}’s DM with newkey</h3>
        <p>
          Each secret is shown here once. A card without the secret stays: there, its owner says that the
          secret is stored, or revokes the key.
        </p>
      </section>
    )
  if (place.name === 'key-audit')
    return (
      <section class="guide">
        <h3>newkey asks the leads here</h3>
        <p>
          It asks about keys that it can’t prove to be its own, because it doesn’t revoke those without
          asking. It also posts checkpoints of its audit log here. They are kept outside the bot’s database,
          so they can show later that the log wasn’t changed.
        </p>
      </section>
    )
  return (
    <section class="guide">
      <h3>Try this first</h3>
      <p>
        newkey makes Twilio API keys for the people of one Slack group, @platform. It shows a key’s secret
        once and keeps no copy. Every key that it makes is delivered, revoked, or handed to a person to
        decide.
      </p>
      <ol>
        {stepsOf(props).map(({ name, done, content }) => (
          <GuideStep key={name} name={name} done={done}>
            {content}
          </GuideStep>
        ))}
      </ol>
    </section>
  )
}

/** What can be tried next, in a line, for places that don't begin with all of it. */
export function Next(props: Props) {
  const { place } = props
  if (place.kind === 'channel' && place.name !== 'key-audit') return null
  const next = stepsOf(props).find(({ done }) => !done)
  return next ? (
    <>
      Next: <strong>{next.name}</strong> {next.short ?? next.content}
    </>
  ) : null
}

/** What can be tried, and whether it was. */
function stepsOf({ view, type, moves }: Props): readonly StepOf[] {
  const { tried, people, me } = view
  const idOf = (name: string): string => people.find((person) => person.name === name)?.id ?? me
  return [
    {
      name: 'Ask for a key.',
      done: tried.asked,
      short: (
        <>
          Type <code>/newkey payments-svc</code>
        </>
      ),
      content: (
        <>
          Type <code>/newkey payments-svc</code>, or{' '}
          <LinkButton
            does={() => {
              type('/newkey payments-svc')
              toComposer()
            }}
          >
            fill it in
          </LinkButton>
          , and press Enter.
        </>
      ),
    },
    {
      name: 'See the secret, once.',
      done: tried.seen,
      short: 'Reload, and it is gone.',
      content: (
        <>
          It is in{' '}
          <LinkButton does={(byMouse) => moves.go(`D${me.slice(1)}`, byMouse)}>
            your DM with newkey
          </LinkButton>
          . Reload this page, and it is gone.
        </>
      ),
    },
    {
      name: 'Be refused.',
      done: tried.refused,
      short: <LinkButton does={(byMouse) => moves.be(idOf('Eve'), byMouse)}>Become Eve</LinkButton>,
      content: (
        <>
          <LinkButton does={(byMouse) => moves.be(idOf('Eve'), byMouse)}>Become Eve</LinkButton>, who isn’t in
          the group, and ask for the same key.
        </>
      ),
    },
    {
      name: 'Make trouble.',
      done: tried.trouble,
      short: 'Make Twilio slow, and kill newkey.',
      content: (
        <>
          Make Twilio slow, ask for a key, and kill newkey while it waits. Start it again, and see what
          happens to the key. Or make Twilio lose its answers.
        </>
      ),
    },
  ]
}

function GuideStep({
  name,
  done,
  children,
}: {
  readonly name: string
  readonly done: boolean
  readonly children: ComponentChildren
}) {
  return (
    <li class={done ? 'tried' : ''}>
      <span class="tick">{done && <Done />}</span>
      <span>
        {done && <span class="for-readers">Tried: </span>}
        <strong>{name}</strong> {children}
      </span>
    </li>
  )
}

function LinkButton({
  does,
  children,
}: {
  readonly does: (byMouse: boolean) => void
  readonly children: ComponentChildren
}) {
  return (
    <button type="button" class="link" onClick={({ detail }) => does(detail > 0)}>
      {children}
    </button>
  )
}
