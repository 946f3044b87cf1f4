/** A number with its noun: `1 key`, `2 keys`. */
export const amount = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
