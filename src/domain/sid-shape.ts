/** Non-ASCII letters that look like an ASCII letter which is a hexadecimal digit, or looks like one (O, I, l). */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [
    ['a', 'аα'],
    ['A', 'АΑ'],
    ['b', 'ьƀɓ'],
    ['B', 'ВвЬΒβ'],
    ['c', 'с'],
    ['C', 'С'],
    ['d', 'ԁđɖɗ'],
    ['D', 'ĐƉ'],
    ['e', 'еєҽε'],
    ['E', 'ЕΕ'],
    ['f', 'ƒғϝ'],
    ['F', 'ƑҒϜ'],
    ['o', 'оοօø'],
    ['O', 'ОΟՕØ'],
    ['I', 'ІӀΙ'],
    ['l', 'іӏιı'],
  ].flatMap(([plain = '', alike = '']) => Array.from(alike, (letter): [string, string] => [letter, plain])),
)
const MARKS = /\p{M}/gu
const BEYOND_ASCII = /[^ -~]/gu

/**
 * Twilio's SIDs are two letters and 32 hexadecimal digits (Twilio docs: "What is a String Identifier (SID)?"). The text is
 * read without marks and with look-alikes replaced, so the two letters may be of any script. Between signs or blanks ("_"
 * counts as a sign), upper and lower case match, and so do characters that look like 0, 1, 3, 4 or 6. Inside a longer run,
 * the two letters must stand out from it: AC, one that isn't a hexadecimal digit, or two capitals before lower-case
 * digits. So a hash, or the letter a 64 times, isn't a SID.
 */
const SHAPES = [
  /(?:^|[^\p{L}\p{Nd}])\p{L}{2}[0-9A-Fa-fOoIlЗзЧб]{32}(?:$|[^\p{L}\p{Nd}])/u,
  /\p{Lu}{2}[0-9a-f]{32}/u,
  /(?:[Aa][Cc]|[^\P{L}A-Fa-f]\p{L}|\p{L}[^\P{L}A-Fa-f])[0-9A-Fa-f]{32}/u,
]

/** Whether a part of the text looks like a Twilio SID. */
export function holdsSid(text: string): boolean {
  const plain = text
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(BEYOND_ASCII, (letter) => LOOK_ALIKES.get(letter) ?? letter)
  return SHAPES.some((shape) => shape.test(plain))
}
