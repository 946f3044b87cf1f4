import TestSequencer from '@jest/test-sequencer'
import { shuffled } from './shuffled.ts'

/**
 * With `--randomize` the files run in random order too, and not only the tests in each; `--seed` repeats an order.
 * (JavaScript, since the types of Jest's sequencer describe its CommonJS form alone.)
 */
export default class FileSequencer extends TestSequencer {
  #seed

  constructor(options) {
    super(options)
    const { randomize, seed } = options.globalConfig
    if (randomize) this.#seed = seed
  }

  sort(tests) {
    return this.#seed === undefined ? super.sort(tests) : shuffled(tests, this.#seed)
  }
}
