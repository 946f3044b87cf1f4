import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Visitor } from './visitor.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** What axe finds on the page as it is now, each with the first place where. */
export async function findings({ tab }: Visitor): Promise<string[]> {
  await tab.evaluate(AXE)
  return tab.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => id + ' (' + impact + '): ' + nodes[0].html))`)
}
