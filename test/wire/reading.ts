import { GENERAL } from '../../sandbox/slack/channels.ts'
import type { ScreenMessage, SlackWorkspace } from '../../sandbox/slack/workspace.ts'

function* walk(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const item of value) yield* walk(item)
  else if (typeof value === 'object' && value !== null) {
    const entries: Readonly<Record<string, unknown>> = { ...value }
    yield entries
    for (const item of Object.values(entries)) yield* walk(item)
  }
}

/** All that a reader reads of a message, in its order; mentions and dates by what they stand for. */
export function textOf({ text, blocks }: ScreenMessage): string {
  const shown: string[] = []
  for (const part of walk(blocks)) {
    if (typeof part.text === 'string') shown.push(part.text)
    if (typeof part.usergroup_id === 'string') shown.push(`@${part.usergroup_id}`)
    if (typeof part.fallback === 'string') shown.push(part.fallback)
  }
  return blocks.length > 0 ? shown.join('') : text
}

/** The words on a message's buttons. */
export function buttonsOf({ blocks }: ScreenMessage): string[] {
  const words: string[] = []
  for (const part of walk(blocks)) {
    if (part.type !== 'button') continue
    for (const { text } of walk(part.text)) if (typeof text === 'string') words.push(text)
  }
  return words
}

/** What somebody reads last where they typed. */
export function lastReply({ slack }: { readonly slack: SlackWorkspace }, user: string): string {
  const message = slack.screen(user).findLast(({ channel }) => channel === GENERAL)
  return message ? textOf(message) : ''
}

/** What somebody reads last in their DM with the bot. */
export function lastInDm({ slack }: { readonly slack: SlackWorkspace }, user: string): ScreenMessage {
  const message = slack.screen(user).findLast(({ channel }) => channel !== GENERAL)
  if (!message) throw new Error('nothing in the DM')
  return message
}
