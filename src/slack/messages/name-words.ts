import { findOddWord, type OddWord, scriptsOf } from '../../domain/odd-word.ts'
import { unreachable } from '../../errors.ts'
import { code, named, type Words } from './rich-text.ts'

/** The plain signs that work instead of those that keyboards and word processors put in their place. */
const PLAIN_SIGNS = [
  { signs: '‘’‚‛‹›ʻʼʽʹˈ′´＇׳', plain: "'" },
  { signs: '“”„‟«»「」『』″〝〞〟＂ʺ״', plain: '"' },
  { signs: '‐‑‒–—―−－﹣', plain: '-' },
] as const
const NOT_ALLOWED = ', which isn’t allowed in a name. '
const MARK = /^\p{M}/u

/** Which word of a name newkey refuses, why, and what to do. Without the name, only the rule. */
export function whyOdd(name: string | undefined): Words {
  const odd = name === undefined ? undefined : findOddWord(name)
  if (odd) return [...whyWord(odd), ' ']
  const atEdge = name !== undefined && name !== name.trim()
  if (atEdge) return ['the name starts or ends with a space. Leave it out. ']
  return ['the name contains characters that are invisible or look like others. ']
}

/** The same for a word that mixes scripts. */
export function whyMixed(name: string | undefined): Words {
  return name === undefined ? ['a word of the name mixes letters of several alphabets. '] : whyOdd(name)
}

function whyWord(odd: OddWord): Words {
  const shown = named(odd.word)
  switch (odd.oddity) {
    case 'unseen':
      return [
        shown,
        ' contains a character that can’t be seen. Type it again without that character; a hyphen can take its place.',
      ]
    case 'sign':
      return [shown, ' contains ', ...character(odd.character), NOT_ALLOWED, ...instead(odd.character)]
    case 'stand_in':
      return [shown, ' contains ', ...character(odd.character), ...insteadOf(odd.character, odd.plain)]
    case 'apart':
      return [
        shown,
        ' has a letter in separate parts, such as a letter and its accent. Type it instead of pasting it.',
      ]
    case 'marks':
      return [
        shown,
        ' has an accent or another mark without a letter, or too many of them on one letter. Type it again.',
      ]
    case 'mixed':
      return [
        shown,
        ...mixedOf(odd.word),
        ' If you want both, put a hyphen or a space between them. If you don’t, type the word again.',
      ]
    case 'mixed_digits':
      return [
        shown,
        ' mixes digits of different kinds, or digits of one alphabet with letters of another. Type the digits 0 to 9.',
      ]
    default:
      return unreachable(odd)
  }
}

/** One or more characters and their code points. A mark is shown on a dotted circle, as in Unicode's charts. */
function character(text: string): Words {
  const points = Array.from(text, (one) =>
    (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'),
  )
  return [named(MARK.test(text) ? `◌${text}` : text), ` (${points.map((point) => `U+${point}`).join(' ')})`]
}

/** A character may stand for one that is refused too. */
function insteadOf(standIn: string, plain: string): Words {
  const isUsable = plainSign(standIn) === undefined && findOddWord(plain) === undefined
  if (!isUsable) return [NOT_ALLOWED, ...instead(standIn)]
  return [', which stands for ', ...character(plain), '. Type that instead.']
}

const plainSign = (sign: string): string | undefined =>
  PLAIN_SIGNS.find(({ signs }) => signs.includes(sign))?.plain

function instead(sign: string): Words {
  const plain = plainSign(sign)
  if (plain) return ['Type ', code(plain), ' instead.']
  return ['Use letters and digits of a widely used alphabet, or the symbols on an English keyboard.']
}

function mixedOf(word: string): Words {
  const scripts = scriptsOf(word).map((script) => script.replaceAll('_', ' '))
  const last = scripts.at(-1)
  if (last === undefined || scripts.length === 1) return [' mixes letters of different alphabets.']
  const number = scripts.length === 2 ? 'two' : 'several'
  return [` mixes letters of ${number} alphabets, ${scripts.slice(0, -1).join(', ')} and ${last}.`]
}
