import { TestEnvironment } from 'jest-environment-node'
import { watchPatches } from './patches.ts'
import { watchResources } from './resources.ts'

/**
 * How long what was told to close may take, on however busy a machine; only a file at fault ever waits that long (ms).
 * Those of test/jest/cases wait less, by `@jest-environment-options`.
 */
const PATIENCE_MS = 10_000

/**
 * Where each test file runs. Files share Node's modules and its process, one after another: one that leaves behind a
 * patch, a server, a socket, a timer or a process fails itself, and what it left is taken away, so that the next file
 * finds everything as it should be. Jest's `afterAll` wouldn't do: it isn't called where all tests are skipped.
 */
export default class CleanEnvironment extends TestEnvironment {
  #patches: ReturnType<typeof watchPatches> | undefined
  #resources: ReturnType<typeof watchResources> | undefined

  readonly #patienceMs: number

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context)
    const { patienceMs } = config.projectConfig.testEnvironmentOptions
    this.#patienceMs = typeof patienceMs === 'number' ? patienceMs : PATIENCE_MS
  }

  override async setup(): Promise<void> {
    await super.setup()
    // Node opens these when they are first used, once for all files.
    void [process.stdout, process.stderr]
    this.#patches = watchPatches(this.global)
    this.#resources = watchResources(this.#patienceMs)
  }

  /** Jest's own events (jest-circus, "Test Events"); the last one comes whether tests ran, failed or were skipped. */
  async handleTestEvent(
    event: { readonly name: string },
    state: { readonly unhandledErrors: unknown[] },
  ): Promise<void> {
    if (event.name !== 'run_finish') return
    const left = await this.#cleanUp()
    if (left.length === 0) return
    const fault = new Error(`This file left behind:\n${left.map((what) => `- ${what}`).join('\n')}`)
    // Where the guard stands in Jest helps nobody.
    fault.stack = fault.message
    state.unhandledErrors.push(fault)
  }

  override async teardown(): Promise<void> {
    // A file that couldn't even be read has failed, and there was no last event.
    await this.#cleanUp()
    await super.teardown()
  }

  async #cleanUp(): Promise<string[]> {
    const left = (await this.#resources?.left()) ?? []
    this.#resources?.stop()
    this.#resources = undefined
    for (const { end } of left) end()
    const patches = this.#patches?.() ?? []
    this.#patches = undefined
    for (const { undo } of patches) undo()
    return [...left.map(({ what }) => what), ...patches.map(({ what }) => `a patch of ${what}`)]
  }
}
