const WHITE_SPACE = /\p{White_Space}/u

/** Whether a character is white space. Every character with Unicode's White_Space property is one code unit. */
export const isBlank = (text: string, at: number): boolean => WHITE_SPACE.test(text[at] ?? '')

/** The first position from `start` on for which `fits` is true, or the end. */
export function find(text: string, start: number, fits: (text: string, at: number) => boolean): number {
  let at = start
  while (at < text.length && !fits(text, at)) at += 1
  return at
}

/**
 * Removes Unicode white space at both ends, in linear time. (`trim` would also remove U+FEFF, an invisible character that
 * isn't white space.)
 */
export function trimmed(text: string): string {
  const start = find(text, 0, (all, at) => !isBlank(all, at))
  let end = text.length
  while (end > start && isBlank(text, end - 1)) end -= 1
  return text.slice(start, end)
}
