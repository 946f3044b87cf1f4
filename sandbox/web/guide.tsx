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
          Each secret is shown here once. Below it, a card without the secret stays: its buttons say that the
          secret is stored, or revoke the key.
        </p>
      </section>
    )
  if (place.name === 'key-audit')
    return (
      <section class="guide">
        <h3>newkey asks the leads here</h3>
        <p>
          newkey never revokes a key that it can’t prove it made. It asks here instead. It also posts
          checkpoints of its audit log here. Because they are outside the bot’s database, they can show later
          that nobody changed the log.
        </p>
      </section>
    )
  return (
    <section class="guide">
      <h3>Try this first</h3>
      <p>
        newkey creates Twilio API keys for the people of one Slack group, @platform. It shows a key’s secret
        once and keeps no copy. Whatever goes wrong, no key is lost track of: each one is delivered, revoked,
        or shown to a person who decides.
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
function stepsOf(props: Props): readonly StepOf[] {
  const { view, type, moves } = props
  const { tried, me } = view
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
      short: 'Ask for a key, and its secret is shown here.',
      content: (
        <>
          When you get a key, its secret is in{' '}
          <LinkButton does={(byMouse) => moves.go(`D${me.slice(1)}`, byMouse)}>
            your DM with newkey
          </LinkButton>
          . Reload the page, and it is gone.
        </>
      ),
    },
    { name: 'Be refused.', done: tried.refused, ...beRefused(props) },
    {
      name: 'Make trouble.',
      done: tried.trouble,
      short: 'Make Twilio slow, ask for a key, and kill newkey.',
      content: (
        <>
          Make Twilio slow, ask for a key, and kill newkey while it waits. Start it again, and see what
          happens to the key. Or make Twilio lose its answers.
        </>
      ),
    },
  ]
}

/** How one is refused depends on who is in the group, and on who one is. */
function beRefused({ view: { people, me }, moves }: Props): Pick<StepOf, 'content' | 'short'> {
  const outside = people.filter(({ inGroup }) => !inGroup)
  const one = outside.find(({ id }) => id === me) ?? outside.find(({ name }) => name === 'Eve') ?? outside[0]
  if (!one)
    return {
      content: 'Under “Make trouble”, take somebody out of @platform. Become them, and ask for a key.',
    }
  if (one.id === me) return { content: `You are ${one.name}, who isn’t in the group. Ask for a key.` }
  const become = <LinkButton does={(byMouse) => moves.be(one.id, byMouse)}>Become {one.name}</LinkButton>
  return { short: become, content: <>{become}, who isn’t in the group, and ask for the same key.</> }
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
