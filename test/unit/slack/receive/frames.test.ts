import { describe, expect, it } from '@jest/globals'
import { isFrame } from '../../../../src/slack/receive/frames.ts'

const envelope = { envelope_id: 'e1' }

describe('given a frame of the socket', () => {
  it.each([
    { type: 'hello', num_connections: 1 },
    { type: 'disconnect', reason: 'refresh_requested' },
    { ...envelope, type: 'slash_commands', payload: { command: '/newkey' } },
    { ...envelope, type: 'interactive', payload: {} },
    { ...envelope, type: 'events_api', payload: { event: { type: 'subteam_updated' } } },
  ])('when it is %j, then it is read', (frame) => {
    expect(isFrame(JSON.stringify(frame))).toBe(true)
    expect(isFrame(Buffer.from(JSON.stringify(frame)))).toBe(true)
  })

  it.each([
    'null',
    '[]',
    '{',
    '"hello"',
    '{"type":"error","error":{"msg":"x"}}',
    '{"envelope_id":"1","type":"interactive"}',
    '{"envelope_id":"1","type":"events_api","payload":{}}',
    '{"envelope_id":"1","type":"events_api","payload":{"event":null}}',
    '{"type":"slash_commands","payload":{}}',
  ])('when it is %s, then the library doesn’t get it', (text) => expect(isFrame(text)).toBe(false))

  it('when it isn’t text at all, then the library doesn’t get it', () => expect(isFrame(7)).toBe(false))
})
