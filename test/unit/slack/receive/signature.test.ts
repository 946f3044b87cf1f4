import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { Secret } from '../../../../src/secret.ts'
import { createSignatureVerifier } from '../../../../src/slack/receive/signature.ts'

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'
const AT = 1531420618
const body = Buffer.from('token=xyz&text=payments-svc')
const sign = (timestamp: number | string): string =>
  `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`
const verify = createSignatureVerifier(new Secret(SECRET))
const request = { timestamp: String(AT), signature: sign(AT), body }

describe('given two signing secrets, while one is replaced', () => {
  const [other, another] = [new Secret('another secret'), new Secret('a third secret')]
  it('when either of them signed, then it is valid, and else it is forged', () => {
    expect(createSignatureVerifier(new Secret(SECRET), other)(request, AT * 1000)).toBe('valid')
    expect(createSignatureVerifier(other, new Secret(SECRET))(request, AT * 1000)).toBe('valid')
    expect(createSignatureVerifier(other, another)(request, AT * 1000)).toBe('forged')
  })
})

describe('given a signed request', () => {
  it('when it is as Slack documents its example, then it is valid', () => {
    const example =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
    expect(verify({ timestamp: '1531420618', signature, body: Buffer.from(example) }, AT * 1000)).toBe(
      'valid',
    )
  })

  it.each([
    [0, 'valid'],
    [300, 'valid'],
    [300.001, 'stale'],
    [-60, 'valid'],
    [-60.001, 'stale'],
  ])('when it is %d s old, then it is %s', (age, verdict) => {
    expect(verify(request, (AT + age) * 1000)).toBe(verdict)
  })

  it('when one bit of it differs, then it is forged', () => {
    const flipped = Buffer.from(body)
    flipped[0] = (flipped[0] ?? 0) ^ 1
    expect(verify({ ...request, body: flipped }, AT * 1000)).toBe('forged')
    expect(verify({ ...request, timestamp: String(AT + 1) }, AT * 1000)).toBe('forged')
    expect(verify({ ...request, signature: sign(AT + 1) }, AT * 1000)).toBe('forged')
    expect(createSignatureVerifier(new Secret('another secret'))(request, AT * 1000)).toBe('forged')
  })

  it.each([
    ['no timestamp', { timestamp: undefined }],
    ['no signature', { signature: undefined }],
    ['a timestamp that is no number', { timestamp: '1e9', signature: sign('1e9') }],
    ['a negative timestamp', { timestamp: '-1', signature: sign('-1') }],
    ['a signature of another version', { signature: sign(AT).replace('v0', 'v1') }],
    ['a signature that is too short', { signature: sign(AT).slice(0, -1) }],
    ['a signature with more after it', { signature: `${sign(AT)}0` }],
    ['a signature in capitals', { signature: sign(AT).toUpperCase() }],
  ])('when it has %s, then it counts as unsigned', (_, change) => {
    expect(verify({ ...request, ...change }, AT * 1000)).toBe('unsigned')
  })
})
