import fc from 'fast-check'
import type { Turn } from './model.ts'

const LEASE_MS = 31_000
/** After this time it is too late to answer the question whether a key is meant. */
const LATE_MS = 601_000
const YEAR_MS = 365 * 24 * 3_600_000

/** What may happen beside the commands, at any moment that the scheduler chooses. */
const step = fc.oneof(
  // Another process takes up what has no lease any more; the first one may still be at work, or wake later.
  { weight: 2, arbitrary: fc.constant({ kind: 'recover' as const }) },
  // The process does so itself, as it does every minute, while it is at work.
  { weight: 2, arbitrary: fc.constant({ kind: 'own pass' as const }) },
  // The clock jumps: on past a lease, on past a search window, or back.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      by: fc.constantFrom(LEASE_MS, 3_700_000, 600_000, LATE_MS, -60_000, -3_600_000),
    }),
  },
  // The machine's clock alone is set, a year ahead or back, and right again.
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock set' as const),
      ahead: fc.constantFrom(YEAR_MS, -YEAR_MS, 0),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      verb: fc.constantFrom('confirm', 'revoke', 'keep', 'delete'),
      which: fc.nat(2),
      twice: fc.boolean(),
    }),
  },
  // Somebody asks for a name again, or types a sentence, so that they are asked whether they mean it.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      which: fc.nat(2),
      isSentence: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      verb: fc.constantFrom('create', 'cancel'),
      which: fc.nat(2),
      twice: fc.boolean(),
      isRestarted: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke command' as const), which: fc.nat(2) }) },
  // Somebody deletes a key at Twilio without newkey, and newkey looks.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('console' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'compare' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'other reviewer' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hold' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('membership' as const), user: fc.nat(2) }) },
)
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const command = fc.record({
  user: fc.nat(2),
  times: fc.integer({ min: 1, max: 2 }),
  isSentence: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
})
export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** One history: who asks, what happens meanwhile and afterwards, how vendors answer, and in which order. */
export const history = fc.record({
  scheduler: fc.scheduler(),
  commands: fc.array(command, {
    minLength: 1,
    maxLength: 3,
  }),
  steps: fc.array(step, { maxLength: 5 }),
  // By now there are keys, and messages with buttons.
  later: fc.array(step, { maxLength: 5 }),
  turns: fc.infiniteStream(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Turn>('well') },
      { weight: 4, arbitrary: fc.constantFrom<Turn>('lost', 'in vain', 'refused', 'odd') },
    ),
  ),
})
export type History = typeof history extends fc.Arbitrary<infer T> ? T : never
