/** Escapes control and invisible characters, such as `\u{1b}`, in text from outside before a terminal gets it. */
export const visible = (text: string): string =>
  text.replace(
    /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu,
    (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`,
  )

/** The same in quotes, which nothing inside can close. */
export const quoted = (text: string): string => visible(JSON.stringify(text))
