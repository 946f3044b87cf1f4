import { describe, expect, it } from '@jest/globals'
import { readFrame } from '../../../../src/slack/receive/frames.ts'

const sent = { envelope_id: 'e1' }

describe('given a frame of the socket', () => {
  it.each([
    [{ type: 'hello', num_connections: 1 }, { kind: 'hello' }],
    [
      { type: 'disconnect', reason: 'refresh_requested' },
      { kind: 'disconnect', reason: 'refresh_requested' },
    ],
    [{ type: 'disconnect' }, { kind: 'disconnect', reason: 'unknown' }],
    [
      { type: 'disconnect', reason: 'Read this <token>' },
      { kind: 'disconnect', reason: 'unknown' },
    ],
    [
      { ...sent, type: 'slash_commands', payload: { command: '/newkey' } },
      { kind: 'envelope', id: 'e1', payload: { command: '/newkey' } },
    ],
    [
      { ...sent, type: 'interactive', payload: {} },
      { kind: 'envelope', id: 'e1', payload: {} },
    ],
    [
      { ...sent, type: 'events_api', payload: { event: { type: 'subteam_updated', more: 1 } } },
      { kind: 'envelope', id: 'e1', payload: { event: { type: 'subteam_updated', more: 1 } } },
    ],
  ])('when it is %j, then it is read', (frame, read) =>
    expect(readFrame(JSON.stringify(frame))).toEqual(read),
  )

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
  ])('when it is %s, then nothing is made of it', (text) => expect(readFrame(text)).toBeUndefined())
})
