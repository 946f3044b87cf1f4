import { skippedLine } from './skipped-line.ts'

interface Results {
  readonly testResults: readonly {
    readonly testResults: readonly {
      readonly status: string
      readonly title: string
      readonly ancestorTitles: readonly string[]
    }[]
  }[]
}

/** Says in one line, after everything else, which tests were skipped and why. */
export default class SkipReporter {
  readonly #chosen: boolean

  constructor({ testNamePattern }: { readonly testNamePattern?: string | undefined }) {
    this.#chosen = (testNamePattern ?? '') !== ''
  }

  onRunComplete(_: unknown, { testResults }: Results): void {
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled')
      .map(({ title, ancestorTitles }) => [...ancestorTitles, title])
    const line = skippedLine(skipped, this.#chosen)
    // Jest's own summary comes after every reporter.
    process.once('exit', () => void process.stderr.write(`${line}\n`))
  }
}
