import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { PathView, StepState, StepView, View } from '../../page/view.ts'
import { Done, Pause, Stop, Unsure } from '../icons.tsx'
import { isolated } from '../isolate.tsx'
import { clock } from '../times.ts'

/** What stands there before anybody asked. */
const nothing = (steps: readonly string[]): PathView => ({
  id: '',
  who: '',
  name: '',
  steps: steps.map((name) => ({ name, state: 'todo', at: undefined })),
  after: [],
  tone: 'working',
  headline: 'No request yet',
  says: 'A request goes through these five steps. newkey records each one on disk before it starts the next. Ask for a key, and watch.',
})
/** How many of the last requests can be seen to choose from; the others are in a list. */
const SEEN = 3

/** The way of a request, step by step: of the one in which something happened last, or of one that was chosen. */
export function Paths({ steps, paths }: Pick<View, 'steps' | 'paths'>) {
  const [chosen, choose] = useState<string>()
  const latest = paths[0]
  const [followed, follow] = useState(latest?.id)
  // The newest request is shown as soon as something happens to it.
  if (latest?.id !== followed) {
    follow(latest?.id)
    choose(undefined)
  }
  const path = paths.find(({ id }) => id === chosen) ?? latest ?? nothing(steps)
  const said = useSettled(latest ? `${latest.who}: ${latest.name}. ${latest.headline}` : '')
  return (
    <section class="card path" aria-labelledby="path">
      <header>
        <h2 id="path">The path of a request</h2>
        <Choice paths={paths} path={path} choose={choose} />
      </header>
      <ol class="steps">
        {path.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      <div class={`outcome ${path.tone}`}>
        <h3>{path.headline}</h3>
        <p>{path.says}</p>
        <p class="after">
          {path.after.map(({ what, at, good }) => (
            <span key={`${what} ${at}`} class={good ? 'good' : ''}>
              {what} <time>{clock(at)}</time>
            </span>
          ))}
        </p>
      </div>
      <p class="for-readers" role="status">
        {said}
      </p>
    </section>
  )
}

function Choice({
  paths,
  path,
  choose,
}: {
  readonly paths: readonly PathView[]
  readonly path: PathView
  readonly choose: (id: string) => void
}) {
  const earlier = paths.slice(SEEN)
  return (
    <div class="chosen">
      {paths.slice(0, SEEN).map((one) => (
        <button
          type="button"
          key={one.id}
          class={one.tone}
          aria-pressed={one.id === path.id}
          title={`${one.who}: ${one.name}`}
          onClick={() => choose(one.id)}
        >
          <span class="dot" />
          <span class="label">
            {one.who}: <bdi>{one.name}</bdi>
          </span>
        </button>
      ))}
      {earlier.length > 0 && (
        <select
          aria-label="Earlier requests"
          value={earlier.some(({ id }) => id === path.id) ? path.id : ''}
          onChange={({ currentTarget: { value } }) => value !== '' && choose(value)}
        >
          <option value="">{earlier.length} earlier</option>
          {earlier.map((one) => (
            <option key={one.id} value={one.id}>
              {one.who}: {isolated(one.name)} ({one.headline})
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

const MARKS = {
  done: Done,
  stopped: Stop,
  unsure: Unsure,
  held_up: Pause,
  waits: Unsure,
  now: undefined,
  todo: undefined,
} satisfies Record<StepState, (() => ComponentChildren) | undefined>
const READ = {
  done: 'done',
  stopped: 'ended here',
  unsure: 'nobody can say',
  held_up: 'interrupted',
  waits: 'waiting for an answer',
  now: 'in progress',
  todo: 'not reached',
} satisfies Record<StepState, string>

function Step({ step: { name, state, at } }: { readonly step: StepView }) {
  const Mark = MARKS[state]
  return (
    <li class={state}>
      <span class="mark">{Mark && <Mark />}</span>
      <span class="step-name">{name}</span>
      <span class="for-readers">{READ[state]}</span>
      <time>{at === undefined ? '\u00a0' : clock(at)}</time>
    </li>
  )
}

/** A text once it has stayed the same for a second: what only passes by isn't read out. */
function useSettled(text: string): string {
  const [settled, settle] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => settle(text), 1_000)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
