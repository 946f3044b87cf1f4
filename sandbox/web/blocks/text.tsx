import type { Names } from '../../page/view.ts'
import type { Block } from '../../slack/blocks.ts'
import { Mrkdwn } from './rich-text.tsx'

type Words = Extract<Block, { type: 'section' }>['text']

/** plain_text is shown exactly as it is; mrkdwn is read. */
export function Text({ words, names }: { readonly words: Words; readonly names: Names }) {
  return words.type === 'mrkdwn' ? <Mrkdwn text={words.text} names={names} /> : <p>{words.text}</p>
}
