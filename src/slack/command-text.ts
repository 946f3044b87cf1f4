/** The first words that are commands rather than names. In quotes, each is a name like any other. */
const LATER = ['list', 'rotate', 'revoke', 'status'] as const
export type LaterCommand = (typeof LATER)[number]

export type CommandText =
  | { readonly kind: 'help' }
  /** A command that isn't built yet. */
  | { readonly kind: 'later'; readonly command: LaterCommand }
  | { readonly kind: 'issue'; readonly name: string; readonly reason: string }

/** A name in quotes, straight or curly as Slack's composer makes them, and the rest. */
const QUOTED = /^["“”„]([^"“”„]*)["“”„](?: +([\s\S]*))?$/u
const PLAIN = /^([^ ]+)(?: +([\s\S]*))?$/u
/** Only spaces are left out: what else counts as white space can't be seen, and is refused with the name. */
const AROUND = /^ +| +$/gu

/**
 * Reads what was typed after `/newkey`: `<name> [reason…]`. Nothing is refused here, and nothing is unescaped: the
 * manifest asks Slack for the text as typed (`should_escape: false`). A quote that is never closed stays in the name.
 */
export function readCommand(text: string): CommandText {
  const typed = text.replace(AROUND, '')
  const quoted = QUOTED.exec(typed)
  if (quoted) return { kind: 'issue', name: quoted[1] ?? '', reason: quoted[2] ?? '' }
  const [, first = '', rest = ''] = PLAIN.exec(typed) ?? []
  const word = first.toLowerCase()
  if (word === '' || word === 'help') return { kind: 'help' }
  const later = LATER.find((command) => command === word)
  if (later) return { kind: 'later', command: later }
  return { kind: 'issue', name: first, reason: rest }
}
