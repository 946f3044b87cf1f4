import { spelledOut } from '../domain/unseen.ts'

/**
 * Text of somebody else's for a terminal: in quotes, with quotes, backslashes and controls in it escaped as JSON does,
 * and spelled out what can't be seen, so that it can't pose as the text around it, whatever it holds.
 */
export const quoted = (text: string): string => spelledOut(JSON.stringify(text))
