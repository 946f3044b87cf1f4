import { z } from 'zod'
import type { ScreenMessage } from './slack/workspace.ts'
import { visible } from './visible.ts'

const plain = z.object({ text: z.string() })
const element = z.object({
  type: z.string(),
  text: z.union([z.string(), plain]).optional(),
  usergroup_id: z.string().optional(),
  user_id: z.string().optional(),
  fallback: z.string().optional(),
  url: z.string().optional(),
})
const part = z.object({ type: z.string(), elements: z.array(z.unknown()) })
const block = z.object({
  type: z.string(),
  text: plain.optional(),
  elements: z.array(z.unknown()).optional(),
})

/** Characters in a line. */
const WIDTH = 92
const BORDER = '  │ '

/**
 * Draws a message as its reader sees it.
 * @param groups names of groups by id
 */
export function drawMessage(message: ScreenMessage, groups: ReadonlyMap<string, string>): string {
  const who = `${message.from}${message.ephemeral ? ', only visible to you' : ''}`
  const texts = message.blocks.flatMap((one) => drawBlock(one, groups))
  const lines = (texts.length > 0 ? texts : [message.text]).flatMap((text) => text.split('\n'))
  return [`  ┌ ${who}`, ...lines.flatMap(fold).map((line) => BORDER + line), '  └'].join('\n')
}

function drawBlock(value: unknown, groups: ReadonlyMap<string, string>): string[] {
  const { type, text, elements = [] } = block.parse(value)
  if (type === 'actions') return [elements.map((button) => `[ ${inline(button, groups)} ]`).join('  ')]
  if (text) return [text.text]
  return elements.flatMap((each) => drawPart(each, groups))
}

function drawPart(value: unknown, groups: ReadonlyMap<string, string>): string[] {
  const parsed = part.safeParse(value)
  if (!parsed.success) return [inline(value, groups)]
  const { type, elements } = parsed.data
  if (type === 'rich_text_list')
    return elements.flatMap((item) => drawPart(item, groups).map((line) => `• ${line}`))
  const text = elements.map((each) => inline(each, groups)).join('')
  return type === 'rich_text_preformatted' ? text.split('\n').map((line) => `    ${line}`) : [text]
}

function inline(value: unknown, groups: ReadonlyMap<string, string>): string {
  const { type, text, usergroup_id, user_id, fallback, url } = element.parse(value)
  if (type === 'usergroup') return `@${groups.get(usergroup_id ?? '') ?? usergroup_id}`
  if (type === 'user') return `@${user_id}`
  if (type === 'date') return fallback ?? ''
  const words = typeof text === 'string' ? text : (text?.text ?? '')
  return type === 'link' ? `${words} (${url})` : words
}

/** Long lines go on in the next, at a blank. */
function fold(line: string): string[] {
  const folded: string[] = []
  let rest = visible(line)
  while (rest.length > WIDTH) {
    const blank = rest.lastIndexOf(' ', WIDTH)
    const end = blank > 0 ? blank : rest.indexOf(' ', 1)
    if (end < 0) break
    folded.push(rest.slice(0, end))
    rest = rest.slice(end + 1)
  }
  return [...folded, rest]
}
