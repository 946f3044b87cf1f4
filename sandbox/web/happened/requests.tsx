import type { RequestView, SentView } from '../../page/view.ts'
import { KeyMark } from '../icons.tsx'
import { clock } from '../times.ts'
import { Feed } from './feed.tsx'
import { Row } from './row.tsx'

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
          {requests.map((one) => {
            if (one.kind === 'action')
              return (
                <li class="action" key={one.id}>
                  <span>
                    {one.says}
                    {one.typed !== undefined && ' '}
                    {one.typed !== undefined && <bdi>{one.typed}</bdi>}
                    {one.where !== undefined && ` ${one.where}`}
                  </span>{' '}
                  <time>{clock(one.at)}</time>
                </li>
              )
            if (one.kind === 'beside')
              return (
                <li class="beside-note" key={one.id}>
                  These {one.count} are sent at the same time
                </li>
              )
            return <Request key={one.id} one={one} last={one.id === last} />
          })}
        </ol>
      </Feed>
    </section>
  )
}

function Request({ one, last }: { readonly one: SentView; readonly last: boolean }) {
  return (
    <Row
      class={`request ${one.state}-answer ${one.secret ?? ''} ${one.beside ? 'beside' : ''}`}
      last={last}
      head={
        <>
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
        </>
      }
    >
      <dt>At</dt>
      <dd>{clock(one.at)}</dd>
      <dt>Sent</dt>
      <dd>
        <pre tabIndex={0}>{one.sent === '' ? 'nothing' : one.sent}</pre>
      </dd>
      <dt>Answered</dt>
      <dd>
        <pre tabIndex={0}>{one.got === '' ? 'nothing' : one.got}</pre>
      </dd>
    </Row>
  )
}
