import { spelledOut } from '../domain/unseen.ts'

/**
 * Quotes text from outside for a terminal. Quotes, backslashes and control characters in it are escaped as in JSON, and
 * invisible characters are spelled out, so that it can't look like the text around it.
 */
export const quoted = (text: string): string => spelledOut(JSON.stringify(text))
