/**
 * How many single edits turn one word into another: a letter added, dropped or replaced, or two neighbours swapped
 * (the distance of Damerau and Levenshtein, in which no part is edited twice).
 */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const edits = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1)]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) edits.push(at(beforeLast, column - 2) + 1)
      current.push(Math.min(...edits))
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

/** The word of a list that needs the fewest edits, and how many; the first of several. */
export function nearest(word: string, list: Iterable<string>): { word: string; edits: number } | undefined {
  let best: { word: string; edits: number } | undefined
  for (const one of list) {
    const edits = editDistance(word, one)
    if (!best || edits < best.edits) best = { word: one, edits }
  }
  return best
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
