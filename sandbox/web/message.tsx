import type { View } from '../page/view.ts'
import type { ScreenMessage } from '../slack/screen.ts'
import { Avatar } from './avatar.tsx'
import { Blocks } from './blocks/blocks.tsx'
import { Mrkdwn } from './blocks/rich-text.tsx'
import { pressing } from './do.ts'
import { Eye } from './icons.tsx'
import { timeOf } from './times.ts'

/** A message as its reader sees it. */
export function Message({ message, view }: { readonly message: ScreenMessage; readonly view: View }) {
  const { author, blocks, ephemeral, from, text, ts } = message
  const { me, names } = view
  const name = author === undefined ? from : (names.users[author] ?? from)
  return (
    <article
      class={`message ${ephemeral ? 'ephemeral' : ''}`}
      aria-label={`${name}, ${timeOf(ts)}`}
      data-ts={ts}
    >
      {ephemeral && (
        <p class="only-you">
          <Eye /> Only visible to you
        </p>
      )}
      <Avatar name={name} />
      <div class="message-body">
        <p class="byline">
          <strong>{name}</strong>
          {from === 'newkey' && <span class="app-tag">APP</span>}
          <time>{timeOf(ts)}</time>
        </p>
        {blocks.length === 0 ? (
          <div class="block">
            {author === undefined ? <Mrkdwn text={text} names={names} /> : <p dir="auto">{text}</p>}
          </div>
        ) : (
          <Blocks blocks={blocks} names={names} press={pressing({ ts }, me)} />
        )}
      </div>
    </article>
  )
}
