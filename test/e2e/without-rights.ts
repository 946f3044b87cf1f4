/**
 * A command as it runs for a user without rights of its own. Root may read and write every file whatever its mode, so as root
 * it runs without the capabilities that allow that (Linux: capabilities(7)). Another user would need a way to the project's
 * folder, which root's own folders don't give.
 */
export function withoutRights(program: string, args: readonly string[]): [command: string, args: string[]] {
  if (process.getuid?.() !== 0) return [program, [...args]]
  const lost = '-dac_override,-dac_read_search'
  return ['setpriv', ['--inh-caps=-all', `--bounding-set=${lost}`, program, ...args]]
}
