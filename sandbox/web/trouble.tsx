import { useState } from 'preact/hooks'
import type { BotState } from '../kept-bot.ts'
import type { TroubleView, View } from '../page/view.ts'
import { act } from './do.ts'

/** Everything that can be made to go wrong. */
export function Trouble({ view }: { readonly view: View }) {
  const { troubles, trouble } = view
  const wrong = [
    ...troubles.twilio.filter(({ name }) => name !== 'works' && name === trouble.twilio),
    ...troubles.slack.filter(({ name }) => name !== 'works' && name === trouble.slack),
  ].map(({ says }) => says)
  return (
    <section class="card trouble" aria-labelledby="trouble">
      <header>
        <h2 id="trouble">Make trouble</h2>
        <BotSwitch view={view} />
      </header>
      <Switch
        title="Twilio"
        troubles={troubles.twilio}
        now={trouble.twilio}
        choose={(name) => void act({ do: 'trouble_twilio', name })}
      />
      <Switch
        title="Slack"
        troubles={troubles.slack}
        now={trouble.slack}
        choose={(name) => void act({ do: 'trouble_slack', name })}
      />
      <fieldset class="row">
        <legend>In @platform</legend>
        <div class="members">
          {view.people.map(({ id, name, inGroup }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={inGroup}
                onChange={({ currentTarget }) =>
                  void act({ do: 'set_member', me: id, isIn: currentTarget.checked })
                }
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <p class="says" role="status">
        {wrong.length === 0
          ? 'Everything works. Choose what should go wrong, then ask for a key.'
          : wrong.join(' ')}
      </p>
    </section>
  )
}

function Switch({
  title,
  troubles,
  now,
  choose,
}: {
  readonly title: string
  readonly troubles: readonly TroubleView[]
  readonly now: string
  readonly choose: (name: string) => void
}) {
  return (
    <fieldset class="row">
      <legend>{title}</legend>
      <div class="choices">
        {troubles.map(({ name, label, says }) => (
          <label key={name} class={name === 'works' ? 'works' : ''} title={says}>
            <input type="radio" name={title} checked={name === now} onChange={() => choose(name)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const STATES = {
  starting: 'newkey is starting',
  running: 'newkey is running',
  stopped: 'newkey is stopped',
} satisfies Record<BotState, string>

/** Two buttons, each at its own place: one that turned into its opposite would undo a double click. */
function BotSwitch({ view: { bot } }: { readonly view: View }) {
  const [fault, setFault] = useState<string>()
  const doing = async (what: 'kill' | 'start'): Promise<void> => setFault((await act({ do: what })).says)
  return (
    <div class="bot">
      <span class={`bot-state ${bot}`} role="status">
        {bot === 'stopped' ? (fault ?? STATES.stopped) : STATES[bot]}
      </span>
      <button
        type="button"
        class="press danger"
        aria-disabled={bot === 'stopped'}
        onClick={() => bot !== 'stopped' && void doing('kill')}
      >
        Kill newkey now
      </button>
      <button
        type="button"
        class={`press ${bot === 'stopped' ? 'primary' : ''}`}
        aria-disabled={bot !== 'stopped'}
        onClick={() => bot === 'stopped' && void doing('start')}
      >
        Start it again
      </button>
    </div>
  )
}
