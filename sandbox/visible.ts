/** Spells out what a terminal would obey or hide, such as `\u{1b}`, in text that somebody else chose. */
export const visible = (text: string): string =>
  text.replace(
    /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu,
    (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`,
  )

/** The same in quotes, which nothing inside can close. */
export const quoted = (text: string): string => visible(JSON.stringify(text))
