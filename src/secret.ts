import { inspect } from 'node:util'

/**
 * A credential that can be carried and compared but not printed: string conversion, JSON, `util.inspect`
 * and a logger all see "[secret]". Only `reveal()` gives the value, so a search for that word finds every use.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. Call it only in the expression that sends it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
