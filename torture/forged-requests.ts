import { createHmac } from 'node:crypto'
import { Secret } from '../src/secret.ts'
import { createReceiver, LARGEST_BODY } from '../src/slack/receive/receiver.ts'
import { createSignatureVerifier } from '../src/slack/receive/signature.ts'
import type { Figure, Random } from './figure.ts'

const SECRET = 'the signing secret of the torture'
const NOW = Date.UTC(2026, 10, 24, 8)
const HEX = '0123456789abcdefABCDEFg '

interface Signed {
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly body: Buffer
}

const sign = (timestamp: string, body: Buffer, secret = SECRET): string =>
  `v0=${createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]))
    .digest('hex')}`

/** Written from Slack's document alone ("Verifying requests from Slack"), and in another way than newkey's own. */
function independent({ timestamp, signature, body }: Signed): boolean {
  if (timestamp === undefined || signature === undefined || body.length > LARGEST_BODY) return false
  if (String(Number.parseInt(timestamp, 10)).padStart(timestamp.length, '0') !== timestamp) return false
  const seconds = NOW / 1000 - Number.parseInt(timestamp, 10)
  return seconds <= 300 && seconds >= -60 && sign(timestamp, body) === signature
}

/** The same request with one thing about it changed, or none. */
function mutate(random: Random): Signed {
  const text = `command=%2Fnewkey&text=svc-${random.below(1_000)}&user_id=U1&team_id=T1`
  const timestamp = String(
    NOW / 1000 - random.pick([0, 1, 299, 300, 301, 302, -59, -60, -61, -3_600, 100_000]),
  )
  const body = Buffer.from(text)
  const signature = sign(timestamp, body)
  const at = random.below(signature.length)
  const flipped = Buffer.from(body)
  const place = random.below(body.length)
  flipped[place] = (flipped[place] ?? 0) ^ (1 << random.below(8))
  const replaced = signature.slice(0, at) + HEX[random.below(HEX.length)] + signature.slice(at + 1)
  const signed = { timestamp, signature, body }
  return random.pick<Signed>([
    signed,
    { ...signed, signature: replaced },
    { ...signed, body: flipped },
    { ...signed, body: Buffer.concat([body, Buffer.from('&')]) },
    { ...signed, body: body.subarray(1) },
    { ...signed, timestamp: String(Number(timestamp) + 1) },
    { ...signed, timestamp: `${timestamp} ` },
    { ...signed, timestamp: `0${timestamp}` },
    { ...signed, timestamp: `${timestamp}.0` },
    { ...signed, timestamp: undefined },
    { ...signed, signature: undefined },
    { ...signed, signature: signature.slice(3) },
    { ...signed, signature: signature.replace('v0=', 'v1=') },
    { ...signed, signature: signature.toUpperCase() },
    { ...signed, signature: `${signature}00` },
    { ...signed, signature: signature.slice(0, -2) },
    { ...signed, signature: '' },
    { ...signed, signature: sign(timestamp, body, `${SECRET} `) },
    { ...signed, timestamp: `0${timestamp}`, signature: sign(`0${timestamp}`, body) },
    {
      ...signed,
      body: Buffer.alloc(LARGEST_BODY + 1, 'a'),
      signature: sign(timestamp, Buffer.alloc(LARGEST_BODY + 1, 'a')),
    },
  ])
}

/** Changed requests against the receiver, whose verdict another verifier has to share. */
export const forgedRequests: Figure = {
  name: 'forged requests',
  runs: 100_000,
  short: 5_000,
  run: async (runs, random) => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const verify = createSignatureVerifier(new Secret(SECRET))
    const receiver = createReceiver({ verify, log, now: () => NOW, monotonic: () => 0, misdirected: {} })
    const violations: string[] = []
    let accepted = 0
    for (let run = 0; run < runs; run++) {
      const request = mutate(random)
      let status = 0
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': request.timestamp,
        'x-slack-signature': request.signature,
      }
      await receiver.receive({ headers, body: request.body, receivedAt: 0 }, (answer) => {
        status = answer.status
        return true
      })
      // No listener is behind the receiver, so what it lets through ends as 404.
      const through = status === 404
      accepted += through ? 1 : 0
      if (through !== independent(request))
        violations.push(`${status} for ${request.timestamp} ${request.signature}`)
    }
    return { seen: `${runs} requests, ${accepted} of them rightly signed and let through`, violations }
  },
}
