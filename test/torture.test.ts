import { describe, expect, it } from '@jest/globals'
import { createRandom } from '../torture/figure.ts'
import { FIGURES } from '../torture/figures.ts'

/** The short form of `npm run torture`: the same code, fewer times, one seed. */
const SEED = 20_261_124

describe('given the promises under fire', () => {
  it.each(FIGURES.map((figure) => [figure.name, figure] as const))(
    'then %s: nothing is violated',
    async (_, figure) => {
      const { seen, violations } = await figure.run(figure.short, createRandom(SEED))
      expect({ seen, violations }).toEqual({ seen, violations: [] })
    },
    60_000,
  )
})
