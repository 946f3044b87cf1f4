import type { types } from '@slack/bolt'
import type { Instant } from '../../domain/clock.ts'
import { spelledOut } from '../../domain/unseen.ts'
import type { ChannelId, GroupId, UserId } from '../../ids.ts'

/** A piece of a sentence. A plain string is shown exactly as it is: in rich_text, no character has a special meaning. */
export type Piece = string | types.RichTextElement
/** One or more sentences. */
export type Words = readonly Piece[]

/** Text styled as code, such as a name or a command. */
export const code = (text: string): types.RichTextElement => ({ type: 'text', text, style: { code: true } })
/** The name of a key. It may come from Twilio or from an old record, so invisible characters are spelled out. */
export const named = (name: string): types.RichTextElement => code(spelledOut(name))
export const bold = (text: string): types.RichTextElement => ({ type: 'text', text, style: { bold: true } })
export const linkTo = (url: string, text: string): types.RichTextElement => ({ type: 'link', url, text })

/** A time in the reader's time zone; the fallback, for clients that can't show it, is in UTC (Slack docs: "rich_text", date). */
export function time(at: Instant): types.RichTextElement {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return { type: 'date', timestamp: Math.floor(at / 1000), format: '{date_short_pretty} at {time}', fallback }
}

/** A mention that opens the person's profile. */
export const mention = (user_id: UserId): types.RichTextElement => ({ type: 'user', user_id })

/** A mention that opens the channel. */
export const channelLink = (channel_id: ChannelId): types.RichTextElement => ({ type: 'channel', channel_id })

/** Mentions that open the groups, separated by commas. */
export function groupList(groups: readonly GroupId[]): Words {
  return groups.flatMap((usergroup_id, index): Piece[] => [
    ...(index === 0 ? [] : [', ']),
    { type: 'usergroup', usergroup_id },
  ])
}

/** A block of paragraphs. */
export function prose(...paragraphs: readonly Words[]): types.RichTextBlock {
  return {
    type: 'rich_text',
    elements: paragraphs.map((words, index) => ({
      type: 'rich_text_section',
      elements: [...(index === 0 ? [] : ['\n']), ...words].map(element),
    })),
  }
}

/** A block of preformatted lines, to copy. */
export function lines(...texts: readonly string[]): types.RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: texts.join('\n') }] }],
  }
}

/** A list of facts, each with its name. */
export function facts(...entries: ReadonlyArray<readonly [name: string, value: Words]>): types.RichTextBlock {
  const items = entries.map(
    ([name, value]): types.RichTextSection => ({
      type: 'rich_text_section',
      elements: [bold(`${name}: `), ...value.map(element)],
    }),
  )
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: items }] }
}

const element = (piece: Piece): types.RichTextElement =>
  typeof piece === 'string' ? { type: 'text', text: piece } : piece
