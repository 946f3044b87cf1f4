import { inspect } from 'node:util'

/**
 * A credential that can be passed on but not printed: string conversion, JSON, `util.inspect` and loggers get "[secret]".
 * Only `reveal()` returns the value, so a search for that word finds every use.
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
