import { useState } from 'preact/hooks'
import type { RequestView, SentView } from '../../page/view.ts'
import { KeyMark } from '../icons.tsx'
import { clock } from '../times.ts'
import { Feed } from './feed.tsx'

/** Every request that left the bot, between what people did. */
export function Requests({
  requests,
  carried,
}: {
  readonly requests: readonly RequestView[]
  readonly carried: number
}) {
  const rows = requests.filter((one) => one.kind === 'request')
  const last = rows.at(-1)?.id
  return (
    <section class="card requests" aria-labelledby="requests">
      <header>
        <h2 id="requests">Requests that left newkey</h2>
        <p>{carried === 0 ? 'none carried a secret' : `${carried} carried a secret`}</p>
      </header>
      <Feed
        label="All requests"
        last={requests.at(-1)?.id ?? ''}
        more={rows[0] !== undefined && rows[0].id !== 'request 0'}
      >
        <ol>
          {requests.map((one) =>
            one.kind === 'action' ? (
              <li class="action" key={one.id}>
                <span title={one.says}>{one.says}</span> <time>{clock(one.at)}</time>
              </li>
            ) : (
              <Request key={one.id} one={one} last={one.id === last} />
            ),
          )}
        </ol>
      </Feed>
    </section>
  )
}

/** Tab reaches only the last request; the arrow keys reach the others. */
function Request({ one, last }: { readonly one: SentView; readonly last: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <li class={`request ${one.state}-answer ${one.secret ?? ''}`}>
      <button
        type="button"
        class="row-head"
        aria-expanded={open}
        tabIndex={last ? 0 : -1}
        onClick={() => setOpen(!open)}
        onKeyDown={step}
      >
        <span class={`to ${one.to}`}>{one.to}</span>
        <span class="aim">{one.aim}</span>
        {one.secret === 'out' && (
          <span class="secret-mark">
            <KeyMark /> secret leaves
          </span>
        )}
        {one.secret === 'in' && (
          <span class="secret-mark in">
            <KeyMark /> secret arrives
          </span>
        )}
        <code>{one.call}</code>
        <span class="answer">{one.answer}</span>
      </button>
      {open && <Bodies one={one} />}
    </li>
  )
}

function step(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const { currentTarget } = event
  if (by === undefined || !(currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  const all = [...(currentTarget.closest('ol')?.querySelectorAll<HTMLElement>('.row-head') ?? [])]
  all[all.indexOf(currentTarget) + by]?.focus()
}

function Bodies({ one: { at, sent, got } }: { readonly one: SentView }) {
  return (
    <dl>
      <dt>At</dt>
      <dd>{clock(at)}</dd>
      <dt>Sent</dt>
      <dd>
        <pre tabIndex={0}>{sent === '' ? 'nothing' : sent}</pre>
      </dd>
      <dt>Answered</dt>
      <dd>
        <pre tabIndex={0}>{got === '' ? 'nothing' : got}</pre>
      </dd>
    </dl>
  )
}
