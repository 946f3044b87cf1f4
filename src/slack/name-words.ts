import { unreachable } from '../errors.ts'
import { findOddWord, type OddWord, scriptsOf } from '../keys/odd-word.ts'
import { named, type Words } from './blocks/rich-text.ts'

/** Which word of a name can't be used, why, and what to do. Without the name: the rule alone. */
export function whyOdd(name: string | undefined): Words {
  const odd = name === undefined ? undefined : findOddWord(name)
  if (odd) return [...whyWord(odd), ' ']
  const atEdge = name !== undefined && name !== name.trim()
  if (atEdge) return ['the name begins or ends with a blank. ']
  return ['the name holds characters that can’t be seen, or that pass for others. ']
}

/** The same for a word that mixes scripts. */
export function whyMixed(name: string | undefined): Words {
  return name === undefined ? ['a word of the name mixes letters of several alphabets. '] : whyOdd(name)
}

function whyWord({ oddity, word }: OddWord): Words {
  const shown = named(word)
  switch (oddity) {
    case 'unseen':
      return ['in ', shown, ' is a character that can’t be seen. Type it instead of pasting it.']
    case 'sign':
      return ['in ', shown, ' is a sign that a name can’t have: beyond ASCII it may have letters and digits.']
    case 'stand_in':
      return ['in ', shown, ' is a character that stands for another one. Type the ordinary letters.']
    case 'marks':
      return ['in ', shown, ' a mark stands without a letter, or too many stand on one.']
    case 'mixed':
      return [
        shown,
        ...mixedOf(word),
        ' Look-alikes of another alphabet would mislead its readers: part them with a hyphen, or type the word anew.',
      ]
    default:
      return unreachable(oddity)
  }
}

function mixedOf(word: string): Words {
  const scripts = scriptsOf(word).map((script) => script.replaceAll('_', ' '))
  return scripts.length > 1
    ? [` mixes letters of several alphabets (${scripts.join(', ')}) in one word.`]
    : [' mixes digits or letters of several kinds in one word.']
}
