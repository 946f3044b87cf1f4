import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { GENESIS, hashOf, linkRecord } from '../../../src/audit/chain.ts'
import { ACCOUNT, ADA, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'

const event = {
  event: 'created',
  request: requestId(1),
  actor: { user: ADA, team: TEAM },
  account: ACCOUNT,
  region: 'ie1',
  name: 'zahlungen-ü',
  sid: SID,
  group: GROUP,
  reason: 'for refunds',
  outcome: 'ok',
  details: { zebra: '1', 10: 'ten', apple: '2' },
} as const

describe('given an event', () => {
  it('when it becomes the first record, then its bytes are these and its hash is over 64 zeros and them', () => {
    const { record, previous, bytes } = linkRecord({ seq: 0, hash: GENESIS }, NOW, event)
    expect(previous).toBe('0'.repeat(64))
    expect(bytes).toBe(
      `{"v":1,"seq":1,"at":"2026-11-24T08:00:00.000Z","event":"created","request":"req_00000000000000000001",` +
        `"actor":{"user":"U0ADA00001","team":"T0NEWKEY01"},"account":"${ACCOUNT}","region":"ie1","name":"zahlungen-ü",` +
        `"sid":"${SID}","group":"S0PLATFORM","reason":"for refunds","outcome":"ok",` +
        `"details":{"10":"ten","apple":"2","zebra":"1"}}`,
    )
    const whole = Buffer.concat([Buffer.from('0'.repeat(64), 'ascii'), Buffer.from(bytes, 'utf8')])
    expect(record.hash).toBe(createHash('sha256').update(whole).digest('hex'))
  })

  it('when its details are put together in another order, then its bytes are the same', () => {
    const bytesWith = (details: Readonly<Record<string, string>>) =>
      linkRecord({ seq: 0, hash: GENESIS }, NOW, { ...event, details }).bytes
    expect(bytesWith({ refusals: '2', people: 'several' })).toBe(
      bytesWith({ people: 'several', refusals: '2' }),
    )
  })

  it('when a byte or the record before it is another, then so is its hash', () => {
    const { record, bytes } = linkRecord({ seq: 0, hash: GENESIS }, NOW, event)
    expect(hashOf(GENESIS, bytes.replace('created', 'creates'))).not.toBe(record.hash)
    expect(hashOf('1'.repeat(64), bytes)).not.toBe(record.hash)
    expect(linkRecord({ seq: 1, hash: record.hash }, NOW, event).record.seq).toBe(2)
  })
})
