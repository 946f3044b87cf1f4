/** Quotation marks that stand around a value: those of shells and .env files, and those that word processors put there. */
const PAIRS: ReadonlyArray<readonly [open: string, close: string]> = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
]
/** Characters without width that copying may add (The Unicode Standard, 23.2). \u200D is left out: emoji are built with it. */
const WITHOUT_WIDTH = '\u200B\u200C\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF'
const AROUND = new RegExp(`^[\\s${WITHOUT_WIDTH}]+|[\\s${WITHOUT_WIDTH}]+$`, 'g')
const UNSEEN = new RegExp(`[\\p{Cc}${WITHOUT_WIDTH}]`, 'u')

/**
 * A setting's value without what isn't meant to be part of it: blanks and invisible characters around it, and one pair of
 * quotation marks. `docker --env-file`, systemd's older versions and Kubernetes hand quotation marks on as they are.
 * @returns undefined for an unset or empty one
 */
export function readValue(raw: string | undefined): string | undefined {
  const trimmed = trim(raw ?? '')
  const pair = PAIRS.find(([open, close]) => {
    const inner = trimmed.slice(1, -1)
    return (
      trimmed.length > 1 &&
      trimmed.startsWith(open) &&
      trimmed.endsWith(close) &&
      !inner.includes(open) &&
      !inner.includes(close)
    )
  })
  return (pair ? trim(trimmed.slice(1, -1)) : trimmed) || undefined
}

/** Why a value can't be what was meant, as the end of a sentence about its setting; undefined for one that can. */
export function flawOf(value: string): string | undefined {
  if (/[\r\n]/.test(value))
    return 'has a line break in it. Look for a quotation mark that is missing, here or in the line above.'
  const unseen = UNSEEN.exec(value)?.[0].codePointAt(0)
  if (unseen !== undefined)
    return `has an invisible character in it (U+${unseen.toString(16).toUpperCase().padStart(4, '0')}). Type it again, or copy it as plain text.`
  const lone = PAIRS.some(([open, close]) => {
    const marks = [...value].filter((sign) => sign === open || sign === close).length
    return marks === 1 && (value.startsWith(open) || value.endsWith(close))
  })
  return lone ? 'has a quotation mark at one end only. Remove it, or add the other.' : undefined
}

/** The setting with the path of the file that a credential may come from. */
export const fileSetting = (credential: string): string => `${credential}_FILE`

const trim = (text: string): string => text.replace(AROUND, '')
