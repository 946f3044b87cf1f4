import type { Fate, WireAnswer } from '../exchange.ts'
import { failure, json } from './answers.ts'

/** Which request goes wrong. */
export type Operation = 'create' | 'list' | 'fetch' | 'update' | 'delete'

/** How it goes wrong. `made`: what was asked is done all the same; `times`: so often, and then no more. */
export type TwilioTrouble = { readonly made?: boolean; readonly times?: number } & (
  | { readonly kind: 'twilio'; readonly status: number; readonly code: number; readonly message?: string }
  /** An answer that isn't Twilio's, such as a proxy's page. */
  | { readonly kind: 'html'; readonly status: number }
  /** A whole answer in Twilio's form that says something else than it should. */
  | { readonly kind: 'says'; readonly status: number; readonly answer: object }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall' }
  /** The right answer, but its body ends in the middle. */
  | { readonly kind: 'cut_off' }
  /** The right answer, without the secret. */
  | { readonly kind: 'no_secret' }
)

/** What becomes of a request that meets trouble; `carryOut` gives the answer it would have had. */
export function troubled(trouble: TwilioTrouble, carryOut: () => WireAnswer): Fate {
  const answer = ({ status, headers, body }: WireAnswer, delayMs?: number): Fate => ({
    kind: 'answer',
    status,
    headers,
    body,
    ...(delayMs !== undefined && { delayMs }),
  })
  switch (trouble.kind) {
    case 'slow':
      return answer(carryOut(), trouble.delayMs)
    case 'cut_off': {
      const whole = carryOut()
      return answer({ ...whole, body: whole.body.slice(0, whole.body.length / 2) })
    }
    case 'no_secret': {
      const whole = carryOut()
      return answer({ ...whole, body: whole.body.replace(/,"secret":"[^"]*"/, '') })
    }
  }
  if (trouble.made) carryOut()
  switch (trouble.kind) {
    case 'twilio':
      return answer(failure(trouble.status, trouble.code, trouble.message ?? 'The request failed'))
    case 'says':
      return answer(json(trouble.status, trouble.answer))
    case 'html':
      return answer({
        status: trouble.status,
        headers: { 'content-type': 'text/html' },
        body: '<html>Bad gateway</html>',
      })
    case 'stall':
      return { kind: 'stall', status: 201 }
    default:
      return { kind: trouble.kind }
  }
}
