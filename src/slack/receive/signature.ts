import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../secret.ts'

/** How old a signed HTTP request may be, and how far ahead the sender's clock may be (seconds). */
export const OLDEST_S = 5 * 60
export const AHEAD_S = 60

/** The parts of an HTTP request that a signature covers. */
export interface Signed {
  /** Header `X-Slack-Request-Timestamp`: seconds since the epoch. */
  readonly timestamp: string | undefined
  /** Header `X-Slack-Signature`: `v0=` and the HMAC in hexadecimal. */
  readonly signature: string | undefined
  readonly body: Uint8Array
}

/** Whether Slack signed exactly these bytes, within the last minutes. `now`: the wall clock (ms). */
export type SignatureVerifier = (request: Signed, now: number) => 'valid' | 'unsigned' | 'stale' | 'forged'

/**
 * Creates a check of signatures (Slack docs: "Verifying requests from Slack").
 * @param signingSecrets one, or the new one and the old one while it is replaced; a signature with any of them is valid
 */
export function createSignatureVerifier(...signingSecrets: readonly Secret[]): SignatureVerifier {
  // A key object is prepared once. Node turns a string or a buffer into one at every call.
  const keys = signingSecrets.map((secret) => createSecretKey(secret.reveal(), 'utf8'))
  return ({ timestamp, signature, body }, now) => {
    if (timestamp === undefined || signature === undefined) return 'unsigned'
    if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'unsigned'
    const age = now / 1000 - Number(timestamp)
    if (age > OLDEST_S || age < -AHEAD_S) return 'stale'
    const given = Buffer.from(signature.slice(3), 'hex')
    // All of them are tried, so that the time taken doesn't show which one fits.
    const fitting = keys.filter((key) => {
      const expected = createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest()
      return timingSafeEqual(expected, given)
    })
    return fitting.length > 0 ? 'valid' : 'forged'
  }
}
