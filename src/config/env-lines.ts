import { KNOWN_SETTINGS } from './known-settings.ts'

/** A line that sets something, as Node's parser reads it (Node.js docs: "util.parseEnv"). */
const LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/
/** The name at the beginning of a line. */
const NAME = /^\s*(?:export\s+)?([A-Za-z_]\w*)/

/** How other shells and tools set a variable, in lines from which Node's parser takes no name, or one with more in it. */
const ELSEWHERE = /^\s*(?:(?:setenv|setx)\s+|set\s+-\w+\s+|-\s+name:\s*)["']?([A-Za-z_]\w*)/i
/** The same for ways that count only in a line without `=`. */
const WITHOUT_EQUALS = /^\s*(?:(?:set|env)\s+|-\s+)["']?([A-Za-z_]\w*)/i

/**
 * What is wrong with lines of `.env` that set something of newkey's, and that the parser reads otherwise than they are
 * meant. Each has its number and its fix. No value is repeated.
 * @param read the names that the parser found
 */
export function checkLines(text: string, read: ReadonlySet<string>): readonly string[] {
  const refused: string[] = []
  const seen = new Map<string, { readonly value: string; readonly line: number }>()
  for (const [at, content] of text.split('\n').entries()) {
    const line = at + 1
    const bare = content.includes('=') ? undefined : NAME.exec(content)?.[1]
    if (bare !== undefined && isKnown(bare))
      refused.push(
        `.env, line ${line}: ${bare.toUpperCase()} has no = after it. Write ${bare.toUpperCase()}=value.`,
      )
    const [, name = '', value = ''] = LINE.exec(content) ?? []
    const [, other = ''] =
      ELSEWHERE.exec(content) ?? (content.includes('=') ? null : WITHOUT_EQUALS.exec(content)) ?? []
    if (isKnown(other))
      refused.push(
        `.env, line ${line}: ${other.toUpperCase()} isn't set like this. Write ${other.toUpperCase()}=value, with nothing before it.`,
      )
    if (!isKnown(name)) continue
    if (!read.has(name))
      refused.push(
        `.env, line ${line}: ${name} isn't read, because of what stands above it. Look there for a line without = or for a quotation mark that is missing.`,
      )
    if (isCut(value))
      refused.push(
        `.env, line ${line}: a # begins a comment, so ${name} would be cut off there. If it belongs to the value, put the value in double quotes.`,
      )
    const before = seen.get(name)
    if (before && before.value !== '' && before.value !== value.trim())
      refused.push(
        `.env sets ${name} twice, in lines ${before.line} and ${line}, and not to the same. Remove one of them.`,
      )
    seen.set(name, { value: value.trim(), line })
  }
  return refused
}

/** Whether a `#` stands right next to something in an unquoted value: Node's parser drops all that follows it. */
function isCut(value: string): boolean {
  const text = value.trim()
  const at = text.indexOf('#')
  if (at < 0 || /^["'`]/.test(text)) return false
  const isComment = at > 0 && /\s/.test(text[at - 1] ?? '')
  return !isComment && /\S/.test(text[at + 1] ?? ' ')
}

const isKnown = (name: string): boolean => KNOWN_SETTINGS.has(name.toUpperCase())
