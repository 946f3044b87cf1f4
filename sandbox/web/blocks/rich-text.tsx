import type { ComponentChildren } from 'preact'
import type { Names } from '../../page/view.ts'
import type { Block } from '../../slack/blocks.ts'
import { Isolated } from '../isolate.tsx'
import { type Inline, type Part, readMrkdwn, type Style } from '../mrkdwn.ts'
import { writeDate } from '../times.ts'

type RichText = Extract<Block, { type: 'rich_text' }>['elements'][number]

/** Draws rich text. Its texts are literal: they are never parsed as mrkdwn. */
export function RichTextPart({ part, names }: { readonly part: RichText; readonly names: Names }) {
  switch (part.type) {
    case 'rich_text_section':
      return <p>{inline(part.elements, names)}</p>
    case 'rich_text_preformatted':
      return <pre>{inline(part.elements, names)}</pre>
    case 'rich_text_quote':
      return <blockquote>{inline(part.elements, names)}</blockquote>
    case 'rich_text_list': {
      const items = part.elements.map(({ elements }, at) => <li key={at}>{inline(elements, names)}</li>)
      return part.style === 'ordered' ? <ol>{items}</ol> : <ul>{items}</ul>
    }
  }
}

/** Text with Slack's markup. */
export function Mrkdwn({ text, names }: { readonly text: string; readonly names: Names }) {
  return <>{readMrkdwn(text).map((part, at) => drawn(part, at, names))}</>
}

function drawn({ type, elements }: Part, key: number, names: Names) {
  if (type === 'preformatted') return <pre key={key}>{inline(elements, names)}</pre>
  if (type === 'quote') return <blockquote key={key}>{inline(elements, names)}</blockquote>
  return <p key={key}>{inline(elements, names)}</p>
}

function inline(elements: readonly Inline[], names: Names): ComponentChildren[] {
  return elements.map((one, at) => <Piece key={at} one={one} names={names} />)
}

function Piece({ one, names }: { readonly one: Inline; readonly names: Names }) {
  switch (one.type) {
    case 'text':
      return styled(<Isolated text={one.text} />, one.style)
    case 'link':
      return styled(
        <Link url={one.url}>
          <Isolated text={one.text ?? one.url} />
        </Link>,
        one.style,
      )
    case 'user':
      return <span class="mention">@{names.users[one.user_id] ?? one.user_id}</span>
    case 'usergroup':
      return <span class="mention">@{names.groups[one.usergroup_id] ?? one.usergroup_id}</span>
    case 'channel':
      return <span class="mention">#{names.channels[one.channel_id] ?? one.channel_id}</span>
    case 'broadcast':
      return <span class="mention loud">@{one.range}</span>
    case 'date': {
      const at = one.timestamp * 1000
      return (
        <time dateTime={new Date(at).toISOString()} title={one.fallback}>
          {writeDate(one.format, at, Date.now())}
        </time>
      )
    }
  }
}

/** A link into this workspace opens the place; nothing else in here leads anywhere. */
function Link({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  const place = /^https:\/\/[\w-]+\.slack\.com\/archives\/(\w+)$/.exec(url)?.[1]
  if (place !== undefined)
    return (
      <a href={`#${place}`} title={url}>
        {children}
      </a>
    )
  return (
    <span class="nowhere" title={`${url} (nothing leaves this page)`}>
      {children}
    </span>
  )
}

function styled(content: ComponentChildren, style: Style | undefined): ComponentChildren {
  let drawnSoFar = content
  if (style?.code) drawnSoFar = <code>{drawnSoFar}</code>
  if (style?.strike) drawnSoFar = <s>{drawnSoFar}</s>
  if (style?.italic) drawnSoFar = <em>{drawnSoFar}</em>
  if (style?.bold) drawnSoFar = <strong>{drawnSoFar}</strong>
  return drawnSoFar
}
