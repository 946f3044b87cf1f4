/**
 * What was skipped, and why, in one line.
 * @param skipped the titles of each skipped test, the outermost first; one of them may name a need (test/needs.ts)
 * @param chosen whether only tests of some names were asked for
 */
export function skippedLine(skipped: readonly (readonly string[])[], chosen: boolean): string {
  if (skipped.length === 0) return 'Skipped: nothing'
  const reasons = skipped.map((titles) => {
    const [need] = titles.flatMap((title) => /\[needs (.+)\]$/.exec(title)?.[1] ?? [])
    if (need !== undefined) return { one: `needs ${need}`, more: `need ${need}` }
    return chosen
      ? { one: 'has another name than asked for', more: 'have other names than asked for' }
      : { one: 'says no reason', more: 'say no reason' }
  })
  const counts = Map.groupBy(reasons, ({ one }) => one)
  const parts = [...counts.values()].map(
    (group) => `${group.length} ${group.length === 1 ? group[0]?.one : group[0]?.more}`,
  )
  return `Skipped: ${skipped.length} ${skipped.length === 1 ? 'test' : 'tests'}: ${parts.join(', ')}`
}
