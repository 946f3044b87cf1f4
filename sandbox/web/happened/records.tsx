import { useState } from 'preact/hooks'
import type { Said } from '../../page/actions.ts'
import type { RecordView } from '../../page/view.ts'
import { act } from '../do.ts'
import { Chain } from '../icons.tsx'
import { clock } from '../times.ts'
import { Feed } from './feed.tsx'

/** The audit records, each holding to the one before by its hash. */
export function Records({ records }: { readonly records: readonly RecordView[] }) {
  const [said, say] = useState<Said & { readonly upTo: number }>()
  const [busy, setBusy] = useState(false)
  const last = records.at(-1)?.seq ?? 0
  const ready = !busy && last > 0
  async function verify(): Promise<void> {
    setBusy(true)
    say({ ...(await act({ do: 'verify' })), upTo: last })
    setBusy(false)
  }
  // What was said of fewer records says nothing of the newer ones.
  const valid = said?.upTo === last ? said : undefined
  return (
    <section class="card records" aria-labelledby="records">
      <header>
        <h2 id="records">Audit records</h2>
        <button
          type="button"
          class="press slim"
          aria-disabled={!ready}
          onClick={() => ready && void verify()}
        >
          Check the chain
        </button>
      </header>
      <Feed label="All records" last={last} more={(records[0]?.seq ?? 1) > 1}>
        {records.length === 0 && (
          <p class="nothing">None yet. Each will hold the hash of the one before it.</p>
        )}
        <ol>
          {records.map((record) => (
            <RecordRow key={record.seq} record={record} />
          ))}
        </ol>
      </Feed>
      <p class={`said ${valid?.ok === false ? 'bad' : 'good'}`} role="status">
        {busy ? 'Checking…' : shorten(valid?.says)}
      </p>
    </section>
  )
}

function RecordRow({
  record: { seq, at, event, who, name, sid, outcome, hash },
}: {
  readonly record: RecordView
}) {
  return (
    <li>
      <span class="seq">{seq}</span>
      <span class="event">
        {event.replace('_', ' ')} {outcome !== 'ok' && <em>{outcome}</em>}
      </span>
      <span class="about" title={`${clock(at)} ${who} ${name} ${sid ?? ''}`}>
        {who} · {name}
      </span>
      <code class="hash" title={`Hash: ${hash}`}>
        <Chain /> {hash.slice(0, 6)}
      </code>
    </li>
  )
}

/** Hashes are long; their first characters are enough to see that they are there. */
const shorten = (says: string | undefined): string =>
  (says ?? '').replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…')
