import { Secret } from '../secret.ts'
import { fileSetting, flawOf, readValue } from './value.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads single settings, and collects problems. A problem names its fix, and never repeats a value that may be a credential. */
export interface Settings {
  readonly problems: readonly string[]
  /** Adds a problem. @returns undefined, as the value of a setting that can't be used */
  problem(text: string): undefined
  /** The value without blanks and quotation marks around it; undefined if it is unset or empty. */
  get(name: string): string | undefined
  /** Whether it is set, or its file is. What is wrong with a file is reported by whoever reads it. */
  isGiven(name: string): boolean
  /** A required credential. @param like what it looks like @param where where to find it */
  credential(name: string, shape: RegExp, like: string, where: string): Secret | undefined
  /** An https URL without a slash at the end. Plain http is accepted only for loopback addresses. */
  address(name: string, fallback: string): string | undefined
  /** Whether it is 1. 0 and unset are false. */
  flag(name: string): boolean
  /** A whole number from `least` to `most`. */
  count(name: string, fallback: number, least: number, most: number): number
  /**
   * A duration such as `15m`, `24h` or `90d`. The fallback and the bounds are written in the same way.
   * @returns ms
   */
  duration(name: string, fallback: Duration, least: Duration, most: Duration): number
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
export type Duration = `${number}${keyof typeof UNITS}`
const isUnit = (text: string): text is keyof typeof UNITS => Object.hasOwn(UNITS, text)

/** @returns ms; undefined for anything but a duration */
function durationOf(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  return isUnit(unit) ? Number(amount) * UNITS[unit] : undefined
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

function withoutSlashes(address: string): string {
  let end = address.length
  while (address[end - 1] === '/') end -= 1
  return address.slice(0, end)
}

/** Reads settings from an environment; undefined and empty variables are unset. */
export function createSettings(env: Environment): Settings {
  const problems: string[] = []
  /** Settings whose value can't be read at all. Nothing more is said of them. */
  const flawed = new Set<string>()
  const problem = (text: string): undefined => {
    if (!flawed.has(/^[A-Z_]+/.exec(text)?.[0] ?? '')) problems.push(text)
  }
  const get = (name: string): string | undefined => {
    const value = readValue(env[name])
    const flaw = flawOf(value ?? '')
    if (flaw !== undefined) problem(`${name} ${flaw}`)
    if (flaw !== undefined) flawed.add(name)
    return value
  }
  const isGiven = (name: string): boolean =>
    readValue(env[name]) !== undefined || readValue(env[fileSetting(name)]) !== undefined
  return {
    problems,
    problem,
    get,
    isGiven,
    credential: (name, shape, like, where) => {
      const value = get(name)
      if (value === undefined && isGiven(name)) return undefined
      if (value === undefined) return problem(`${name} is missing. Find it in ${where}.`)
      if (!shape.test(value)) return problem(`${name} should look like ${like}. Find it in ${where}.`)
      return new Secret(value)
    },
    address: (name, fallback) => {
      const value = get(name) ?? fallback
      const url = URL.parse(value)
      if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))))
        return problem(
          `${name} must be an https address. Plain http is accepted only for this machine (127.0.0.1).`,
        )
      if (url.username || url.password || url.search || url.hash)
        return problem(`${name} must be an address without a user, a password, a query or a fragment.`)
      return withoutSlashes(value)
    },
    flag: (name) => {
      const value = get(name) ?? '0'
      if (value !== '0' && value !== '1') problem(`${name} must be 1 or 0.`)
      return value === '1'
    },
    count: (name, fallback, least, most) => {
      const value = get(name)
      const number = value === undefined ? fallback : /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      if (!(number >= least && number <= most))
        problem(`${name} must be a whole number from ${least} to ${most}.`)
      return number
    },
    duration: (name, fallback, least, most) => {
      const ms = durationOf(get(name) ?? fallback)
      const [from, to] = [durationOf(least) ?? 0, durationOf(most) ?? Number.POSITIVE_INFINITY]
      if (ms !== undefined && ms >= from && ms <= to) return ms
      problem(`${name} must be a number with m, h or d, such as ${fallback}, from ${least} to ${most}.`)
      return durationOf(fallback) ?? from
    },
  }
}
