import type { Fate } from '../exchange.ts'

/** How a method goes wrong. `after`: that many calls go well first; `times`: so often, and then no more. */
export type SlackTrouble = {
  readonly after?: number
  readonly times?: number
  /** What was asked is done although the answer is bad, as a `fatal_error` of Slack's may have. */
  readonly posted?: boolean
} & (
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'says'; readonly answer: object }
)

/** Under this name: what every method of the Web API meets. */
export const EVERY_METHOD = '*'

/** Whether a call meets trouble now; counts it. */
export function meet(troubles: Map<string, SlackTrouble>, method: string): SlackTrouble | undefined {
  const trouble = troubles.get(method)
  if (!trouble) return undefined
  if (trouble.after !== undefined && trouble.after > 0) {
    troubles.set(method, { ...trouble, after: trouble.after - 1 })
    return undefined
  }
  if (trouble.times === undefined) return trouble
  if (trouble.times <= 1) troubles.delete(method)
  else troubles.set(method, { ...trouble, times: trouble.times - 1 })
  return trouble
}

export function fateOf(trouble: SlackTrouble): Fate {
  switch (trouble.kind) {
    case 'error':
      return json(200, { ok: false, error: trouble.error })
    case 'status': {
      const headers: Record<string, string> = trouble.status === 429 ? { 'retry-after': '30' } : {}
      return {
        kind: 'answer',
        status: trouble.status,
        headers,
        body: trouble.status === 429 ? '' : 'Server Error',
      }
    }
    case 'says':
      return json(200, trouble.answer)
    case 'stall':
      return { kind: 'stall', status: 200 }
    case 'garbage':
      return {
        kind: 'answer',
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html>maintenance',
      }
    default:
      return { kind: trouble.kind }
  }
}

export function json(status: number, body: object): Fate {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}
