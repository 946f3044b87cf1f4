/** Letters of scripts that run from right to left (Unicode: the blocks of Hebrew, Arabic and those beside them). */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Text that may run from right to left, kept from turning the line that it stands in. */
export function Isolated({ text }: { readonly text: string }) {
  return RIGHT_TO_LEFT.test(text) ? <bdi>{text}</bdi> : text
}

/** The same where no element may stand, such as in a choice: between a first strong isolate and its end (Unicode TR 9). */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text)
