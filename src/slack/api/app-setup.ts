import { type NoAnswer, REFUSED_FOR_GOOD } from '../../domain/no-answer.ts'
import type { Log } from '../../log.ts'
import { fixFor, hitsEverybody, isTokenFault, lackOf } from './permanent-faults.ts'

/** The bot scopes that newkey needs. manifest.yml asks for exactly these. */
export const NEEDED_SCOPES = ['chat:write', 'commands', 'im:write', 'usergroups:read', 'users:read'] as const
/** Those without which no secret can be delivered. */
const DELIVERY_SCOPES: readonly string[] = ['chat:write', 'im:write']
/** The method that shows a secret. */
const DELIVERY_METHOD = 'chat.postEphemeral'
/** The methods that a delivery takes. */
const isOfDelivery = (method: string): boolean =>
  method.startsWith('chat.') || method === 'conversations.open'

/** The same cause is logged again after this time at the earliest (ms). */
const REPEAT_MS = 300_000
/** How long a refusal that stops no delivery is believed if no answer says otherwise (ms). */
const BELIEVED_MS = 600_000

/** What an answer of Slack's says about the app. */
export interface Refusal {
  readonly method: string
  /** Slack's error code. */
  readonly fault: string
  /** The scopes that Slack says are missing. */
  readonly needed: readonly string[]
  /** The scopes that the token has, if the answer says so. */
  readonly granted: readonly string[] | undefined
  /** Whether it was about the audit channel. Then a fault of the channel is the operator's to mend. */
  readonly inAuditChannel?: boolean
}

/** What newkey knows of its app at Slack: which scopes it has, and what Slack refuses it for good. */
export interface AppSetup {
  /** Takes in that a call was answered with ok. @param granted the scopes that the token has, if the answer says so */
  accepted(log: Log, method: string, granted: readonly string[] | undefined): void
  /**
   * Takes in that a call was refused.
   * @returns whether the refusal lasts until an operator acts. Then the cause and what to do about it are logged, at first
   *   and then once in five minutes
   */
  refused(log: Log, refusal: Refusal): boolean
  /** Takes in that Slack has asked to wait with messages that hold a secret. @param waitMs for how long (ms) */
  postponedDelivery(waitMs: number): void
  /** Why Slack would refuse a message with a secret, as far as is known. */
  deliveryRefusal(): NoAnswer | undefined
  /** Whether Slack refuses for good to say who people are or in which groups, as far as is known. */
  lookupsRefused(): boolean
  /** Whether anything is known to be wrong, so that it is worth asking Slack again who this bot is. */
  isBroken(): boolean
}

/** @param monotonic a clock that never goes back (ms) */
export function createAppSetup(monotonic: () => number): AppSetup {
  let lacking: readonly string[] = []
  let waitUntil = Number.NEGATIVE_INFINITY
  const refusals = new Map<string, Refusal & { readonly at: number }>()
  const logged = new Map<string, number>()

  /** @returns the scopes that were missing and no longer are */
  function compare(log: Log, granted: readonly string[] | undefined): readonly string[] {
    if (granted === undefined) return []
    const before = lacking
    lacking = NEEDED_SCOPES.filter((scope) => !granted.includes(scope))
    if (before.join() === lacking.join()) return []
    if (lacking.length === 0) log.info('The bot token has all scopes that newkey needs')
    else log.error(lackOf(lacking), { fault: 'missing_scope', scope: lacking.join(',') })
    return before.filter((scope) => granted.includes(scope))
  }

  /**
   * Forgets what an answer disproves. A scope that the token was said to have all along, while a call was refused for the
   * lack of it, disproves nothing.
   */
  function forget(method: string, regained: readonly string[]): void {
    for (const [key, { fault, needed }] of refusals) {
      const isMended =
        key === method ||
        // What was said of the token at a delivery, and is no longer said elsewhere, needn't be true of a delivery.
        (isTokenFault(fault) && key !== DELIVERY_METHOD) ||
        (fault === 'missing_scope' &&
          ((key.startsWith('chat.') && method.startsWith('chat.')) ||
            needed.some((scope) => regained.includes(scope))))
      if (isMended) refusals.delete(key)
    }
  }

  const stopsDelivery = ({ method, fault }: Refusal): boolean =>
    method === DELIVERY_METHOD || (fault === 'missing_scope' && isOfDelivery(method))
  /** What stops a delivery is believed until an answer disproves it: time alone shows nothing, and costs a key to try. */
  const isBelieved = (refusal: Refusal & { readonly at: number }): boolean =>
    stopsDelivery(refusal) || monotonic() - refusal.at < BELIEVED_MS
  const standing = (): readonly Refusal[] => [...refusals.values()].filter(isBelieved)

  return {
    accepted: (log, method, granted) => {
      forget(method, compare(log, granted))
    },
    refused: (log, refusal) => {
      const { method, fault, needed, granted } = refusal
      compare(log, granted)
      const fix = fixFor(fault, needed, refusal.inAuditChannel === true)
      if (fix === undefined) return false
      if (hitsEverybody(fault)) refusals.set(method, { ...refusal, at: monotonic() })
      const scope = needed.length > 0 ? needed.join(',') : undefined
      const key = `${method} ${fault} ${scope}`
      const since = logged.get(key)
      if (since !== undefined && monotonic() - since < REPEAT_MS) return true
      logged.set(key, monotonic())
      log.error(fix, { method, fault, ...(scope !== undefined && { scope }) })
      return true
    },
    postponedDelivery: (waitMs) => {
      waitUntil = Math.max(waitUntil, monotonic() + waitMs)
    },
    deliveryRefusal: () => {
      const lacks = lacking.some((scope) => DELIVERY_SCOPES.includes(scope))
      if (lacks || standing().some(stopsDelivery)) return REFUSED_FOR_GOOD
      const waitMs = Math.ceil(waitUntil - monotonic())
      return waitMs > 0 ? { kind: 'no_answer', cause: 'passing', waitMs } : undefined
    },
    lookupsRefused: () =>
      standing().some(({ method, fault }) => !isOfDelivery(method) || isTokenFault(fault)),
    isBroken: () => lacking.length > 0 || standing().length > 0,
  }
}
