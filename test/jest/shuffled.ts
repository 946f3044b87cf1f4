/** The same order for the same files and the same seed, whatever order they come in and wherever they are. */
export function shuffled<T extends { readonly path: string }>(files: readonly T[], seed: number): T[] {
  const random = randomFrom(seed)
  return [...files]
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((file) => ({ file, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ file }) => file)
}

/** Numbers from 0 to 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
