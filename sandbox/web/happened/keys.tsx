import { useState } from 'preact/hooks'
import type { Said } from '../../page/actions.ts'
import type { KeyView } from '../../page/view.ts'
import { act } from '../do.ts'
import { Feed } from './feed.tsx'

/** The keys that Twilio has, and those that it had. */
export function Keys({ keys, trouble }: { readonly keys: readonly KeyView[]; readonly trouble: string }) {
  const live = keys.filter(({ deleted }) => !deleted).length
  return (
    <section class="card keys" aria-labelledby="keys">
      <header>
        <h2 id="keys">Keys at Twilio</h2>
        <p>
          {live} live{keys.length > live ? `, ${keys.length - live} deleted` : ''}
        </p>
      </header>
      <Feed label="All keys" last={keys.length}>
        {keys.length === 0 && <p class="nothing">The account has no keys.</p>}
        <ul>
          {keys.map((key) => (
            <Key key={`${key.sid} ${key.deleted} ${trouble}`} one={key} />
          ))}
        </ul>
      </Feed>
    </section>
  )
}

function Key({ one: { sid, name, deleted, holder } }: { readonly one: KeyView }) {
  // The component is keyed by the key's and Twilio's state, so that an outdated answer disappears.
  const [said, say] = useState<Said>()
  return (
    <li class={deleted ? 'deleted' : ''}>
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>{' '}
        <code title={sid}>{`${sid.slice(0, 8)}…`}</code> {deleted && <span>deleted</span>}
      </p>
      <p class="holder">{holder}</p>
      <p class="try">
        <button type="button" class="press slim" onClick={async () => say(await act({ do: 'sign_in', sid }))}>
          Does this key authenticate?
          <span class="for-readers">
            {' '}
            <bdi>{name}</bdi>, {sid.slice(0, 8)}
          </span>
        </button>
        <span class={said?.ok ? 'good' : 'bad'} role="status">
          {said?.says ?? ''}
        </span>
      </p>
    </li>
  )
}
