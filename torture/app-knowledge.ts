import { z } from 'zod'
import type { Fate, WireRequest } from '../sandbox/exchange.ts'

/*
 * What newkey has been told of its scopes, from Slack's answers alone. Nothing here is imported from src.
 */

/** Without these no secret can be delivered, each with the methods that show that it is there. */
const DELIVERY: Readonly<Record<string, RegExp>> = {
  'chat:write': /\/chat\.\w+$/,
  'im:write': /\/conversations\.open$/,
}
const refusal = z.object({ ok: z.literal(false), error: z.literal('missing_scope'), needed: z.string() })

/** What newkey can be sure of. In a round in which the scopes change, answers overtake each other, and nothing is sure. */
export interface Knowledge {
  /** Takes in an answer that newkey gets. */
  answered(request: WireRequest, fate: Extract<Fate, { readonly kind: 'answer' }>): void
  /** The scopes are others from now on. */
  changed(): void
  /** So much time has passed that what was said no longer counts. */
  forgotten(): void
  /** newkey was started anew, and knows nothing. */
  restarted(): void
  /** A round begins, and ends: between two rounds newkey is at rest, so what it was told has arrived. */
  begins(): void
  ends(): void
  /** Whether the scopes have stayed as they are since the round began. */
  isSteady(): boolean
  /** The scopes that a delivery needs and newkey knows to be missing. */
  lack(): string | undefined
}

/** @param isNamed whether each answer names all scopes; else only refusals say what is missing */
export function createKnowledge(isNamed: boolean): Knowledge {
  /** What was certain when everything was last at rest, and what answers have said since. */
  let sure = new Set<string>()
  let said = new Set<string>()
  let steady = true

  const scopesIn = (fate: Extract<Fate, { readonly kind: 'answer' }>): string[] | undefined =>
    fate.headers['x-oauth-scopes']?.split(',')

  return {
    answered: ({ path }, fate) => {
      const named = scopesIn(fate)
      if (named) said = new Set(Object.keys(DELIVERY).filter((scope) => !named.includes(scope)))
      if (isNamed || !path.startsWith('/api/')) return
      const refused = refusal.safeParse(JSON.parse(fate.body)).data
      for (const [scope, methods] of Object.entries(DELIVERY)) {
        if (!methods.test(path)) continue
        if (refused?.needed === scope) said.add(scope)
        else said.delete(scope)
      }
    },
    changed: () => {
      steady = false
    },
    forgotten: () => {
      sure = new Set()
      said = new Set()
    },
    restarted: () => {
      sure = new Set()
      said = new Set()
      steady = true
    },
    begins: () => {
      steady = true
    },
    ends: () => {
      if (!steady) said = new Set()
      sure = new Set(said)
    },
    isSteady: () => steady,
    lack: () => {
      const still = [...sure].filter((scope) => steady && said.has(scope))
      return still.length > 0 ? still.join() : undefined
    },
  }
}
