import { useState } from 'preact/hooks'
import type { Said } from '../../page/actions.ts'
import type { RecordView } from '../../page/view.ts'
import { act } from '../do.ts'
import { Chain } from '../icons.tsx'
import { clock } from '../times.ts'
import { Feed } from './feed.tsx'
import { Row } from './row.tsx'

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
          <p class="nothing">None yet. Each record will contain the hash of the one before it.</p>
        )}
        <ol>
          {records.map((record) => (
            <RecordRow key={record.seq} record={record} last={record.seq === last} />
          ))}
        </ol>
      </Feed>
      <p class={`said ${valid?.ok === false ? 'bad' : 'good'}`} role="status">
        {busy ? 'Checking…' : valid && resultOf(valid)}
      </p>
    </section>
  )
}

function RecordRow({
  record: { seq, at, event, who, name, sid, reason, outcome, hash },
  last,
}: {
  readonly record: RecordView
  readonly last: boolean
}) {
  return (
    <Row
      class="record"
      last={last}
      head={
        <>
          <span class="seq">{seq}</span>
          <span class="event">
            {event.replaceAll('_', ' ')} {outcome !== 'ok' && <em>{outcome}</em>}
          </span>
          <span class="about">
            {who} · <bdi>{name}</bdi>
          </span>
          <code class="hash">
            <Chain /> {hash.slice(0, 6)}
          </code>
        </>
      }
    >
      <Detail name="At" value={clock(at)} />
      <Detail name="Event" value={event} />
      <Detail name="Outcome" value={outcome} />
      <Detail name="By" value={who} />
      <Detail name="Key name" value={name} />
      <Detail name="Reason" value={reason} />
      <Detail name="SID" value={sid} />
      <Detail name="Hash" value={hash} />
    </Row>
  )
}

/** A field of a record, whole; nothing where the record has none. */
function Detail({ name, value }: { readonly name: string; readonly value: string | null }) {
  return value === null || value === '' ? null : (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  )
}

/** What the operator's command found out. What it says of a fault is shown in its own words, with the hashes cut short. */
function resultOf({ ok, says, upTo }: Said & { readonly upTo: number }): string {
  if (ok) return `The chain is intact: none of the ${upTo} records has been changed.`
  return (says ?? '').replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…')
}
