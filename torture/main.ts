import { parseArgs } from 'node:util'
import { createRandom, type Figure, type Outcome } from './figure.ts'
import { FIGURES } from './figures.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const chosen = FIGURES.filter(({ name }) => values.only === undefined || name.includes(values.only))
console.log(`Seed ${seed}. Repeat with: npm run torture -- --seed ${seed}\n`)

let violated = 0
for (const figure of chosen) {
  const runs = values.runs !== undefined ? Number(values.runs) : values.short ? figure.short : figure.runs
  const began = performance.now()
  const { seen, violations } = await attempt(figure, runs)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  violated += violations.length
  console.log(
    `${violations.length === 0 ? 'holds ' : 'BROKEN'}  ${figure.name.padEnd(18)} ${seen} (${seconds} s)`,
  )
  for (const violation of violations.slice(0, 10)) console.log(`          ${violation}`)
  if (violations.length > 10) console.log(`          and ${violations.length - 10} more`)
}
console.log(violated === 0 ? '\nEvery promise held.' : `\n${violated} violations.`)
process.exit(violated === 0 ? 0 : 1)

/** A figure that can't be made is a violation too. */
async function attempt(figure: Figure, runs: number): Promise<Outcome> {
  try {
    return await figure.run(runs, createRandom(seed))
  } catch (error) {
    return {
      seen: 'it ended with a fault',
      violations: [error instanceof Error ? (error.stack ?? error.message) : ''],
    }
  }
}
