import type { Block } from '../slack/blocks.ts'

type RichText = Extract<Block, { type: 'rich_text' }>['elements'][number]
type Section = Extract<RichText, { type: 'rich_text_section' }>
export type Style = NonNullable<Section['elements'][number]['style']>
/** What a line is made of: as in rich_text, and a mention of everybody, which rich_text of ours never has. */
export type Inline = Section['elements'][number] | { readonly type: 'broadcast'; readonly range: string }
export type Part = {
  readonly type: 'section' | 'preformatted' | 'quote'
  readonly elements: readonly Inline[]
}

/**
 * Reads mrkdwn (Slack docs: "Formatting text for app surfaces"). What was escaped stays text: it is unescaped only when
 * everything that has a meaning was taken out.
 */
export function readMrkdwn(text: string): Part[] {
  // Text between two fences is taken literally; a fence that is never closed is ordinary text.
  return text.split(/```([\s\S]+?)```/).flatMap((piece, at): Part[] => {
    if (at % 2 === 1) return [{ type: 'preformatted', elements: [plain(piece.replace(/^\n|\n$/g, ''), {})] }]
    return piece.trim() === '' && at > 0 ? [] : readLines(piece)
  })
}

/** Lines that begin with > belong together. */
function readLines(text: string): Part[] {
  const parts: { type: 'section' | 'quote'; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1]
    const type = quoted === undefined ? 'section' : 'quote'
    const last = parts.at(-1)
    if (last?.type === type) last.lines.push(quoted ?? line)
    else parts.push({ type, lines: [quoted ?? line] })
  }
  return parts.map(({ type, lines }) => ({ type, elements: readInline(lines.join('\n'), {}) }))
}

/** The first of these that fits is taken: something in pointed brackets, code, or a style from mark to mark. */
const MEANING =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/

function readInline(text: string, style: Style): Inline[] {
  const pieces: Inline[] = []
  let rest = text
  for (let found = MEANING.exec(rest); found; found = MEANING.exec(rest)) {
    if (found.index > 0) pieces.push(plain(rest.slice(0, found.index), style))
    pieces.push(...meant(found, style))
    rest = rest.slice(found.index + found[0].length)
  }
  return rest === '' ? pieces : [...pieces, plain(rest, style)]
}

function meant([, bracket, code, bold, italic, strike]: RegExpExecArray, style: Style): Inline[] {
  if (bracket !== undefined) return [readBracket(bracket, style)]
  if (code !== undefined) return [plain(code, { ...style, code: true })]
  if (bold !== undefined) return readInline(bold, { ...style, bold: true })
  if (italic !== undefined) return readInline(italic, { ...style, italic: true })
  return readInline(strike ?? '', { ...style, strike: true })
}

/** <@U…>, <#C…>, <!subteam^S…>, <!channel>, <!date^…>, <https://…|words> */
function readBracket(inside: string, style: Style): Inline {
  const [target = '', label] = inside.split('|', 2)
  const [, id = ''] = /^(?:@|#|!subteam\^)(\w+)/.exec(target) ?? []
  if (/^@[UW]\w+$/.test(target)) return { type: 'user', user_id: id, style }
  if (/^#C\w+$/.test(target)) return { type: 'channel', channel_id: id, style }
  if (/^!subteam\^S\w+/.test(target)) return { type: 'usergroup', usergroup_id: id, style }
  const [, range] = /^!(channel|here|everyone)$/.exec(target) ?? []
  if (range !== undefined) return { type: 'broadcast', range }
  const [, seconds, format] = /^!date\^(\d{1,12})\^([^^]+)(?:\^\S+)?$/.exec(target) ?? []
  if (seconds !== undefined && format !== undefined)
    return {
      type: 'date',
      timestamp: Number(seconds),
      format,
      ...(label !== undefined && { fallback: label }),
    }
  if (/^(https?|mailto):/.test(target))
    return {
      type: 'link',
      url: unescaped(target),
      ...(label !== undefined && { text: unescaped(label) }),
      style,
    }
  return plain(`<${inside}>`, style)
}

const plain = (text: string, style: Style): Inline => ({ type: 'text', text: unescaped(text), style })

/** The three characters that Slack escapes; nothing else, and once. */
function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => characters[entity] ?? entity)
}
