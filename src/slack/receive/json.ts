/** Slack's payloads nest some ten levels deep. What goes deeper overflows the stack of whoever walks it. */
const DEEPEST = 100

/**
 * Parses JSON that came from outside.
 * @returns undefined for what isn't JSON or nests too deep
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts brackets outside strings, before anything is built of them. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && (character === '[' || character === '{')) depth += 1
    else if (!quoted && (character === ']' || character === '}')) depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}
