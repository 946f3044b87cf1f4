/** Slack's payloads are about ten levels deep. Code that walks a much deeper one would overflow the stack. */
const DEEPEST = 100

/**
 * Parses JSON from outside.
 * @returns undefined if it isn't JSON or is nested too deep
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts the brackets outside strings before the text is parsed. */
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
