import { describe, expect, it } from '@jest/globals'
import { linkRecord } from '../../../src/audit/chain.ts'
import { LOG_LEVELS } from '../../../src/log.ts'
import { createLogs } from '../../../src/process/logs.ts'
import { ACCOUNT, ADA, GROUP, NOW, requestId, SID, TEAM } from '../ids.ts'

function logs(level: (typeof LOG_LEVELS)[number]) {
  const lines: string[] = []
  const made = createLogs(level, { write: (line) => void lines.push(line) })
  return { ...made, lines: () => lines.map((line) => JSON.parse(line)) }
}

describe('given the operator’s log', () => {
  it('when a field isn’t on the list, then it isn’t written', () => {
    const { log, lines } = logs('info')
    const fields = {
      request: requestId(1),
      user: ADA,
      body: 'xoxb-1',
      text: 'hello',
      err: new Error('xoxb-2'),
    }
    log.error('A message', fields)
    expect(lines()).toEqual([
      { level: 50, time: expect.any(String), request: requestId(1), user: ADA, msg: 'A message' },
    ])
  })

  it('when a field has no value, then it isn’t written', () => {
    const { log, lines } = logs('info')
    log.info('A message', { code: undefined, status: 201 })
    expect(lines()[0]).toEqual({ level: 30, time: expect.any(String), status: 201, msg: 'A message' })
  })

  it('when a text holds line breaks, then the event is one line still', () => {
    const written: string[] = []
    const { log } = createLogs('info', { write: (line) => void written.push(line) })
    log.warn('A message', { cause: 'one\ntwo\u2028three\r\n{"audit":true}' })
    expect(written).toHaveLength(1)
    expect(written[0]?.trimEnd().split(/[\n\r]/)).toHaveLength(1)
  })
})

describe('given a warning about where newkey runs', () => {
  it.each(LOG_LEVELS)('when the level is %s, then it is written', (level) => {
    const { warn, lines } = logs(level)
    warn('A warning')
    expect(lines()).toEqual([{ level: 40, time: expect.any(String), msg: 'A warning' }])
  })
})

describe('given a stdout that takes nothing', () => {
  it('when something is logged, then what it speaks of goes on', () => {
    const full = {
      write: () => {
        throw new Error('ENOSPC')
      },
    }
    const { log, warn, checkpoint } = createLogs('trace', full)
    expect(() => {
      for (const write of [log.info, log.warn, log.error, warn]) write('A message')
      checkpoint({ seq: 1, hash: 'h' })
    }).not.toThrow()
  })
})

describe('given an audit record', () => {
  const { record } = linkRecord({ seq: 0, hash: '0'.repeat(64) }, NOW, {
    event: 'delivered',
    request: requestId(1),
    actor: { user: ADA, team: TEAM },
    account: ACCOUNT,
    region: 'us1',
    name: 'payments-svc',
    sid: SID,
    group: GROUP,
    reason: 'for refunds',
    outcome: 'ok',
    details: { first: 'a' },
  })

  it.each(LOG_LEVELS)('when the level is %s, then its line is written, with exactly its fields', (level) => {
    const { audit, lines } = logs(level)
    audit(record)
    expect(lines()).toEqual([
      {
        level: 30,
        time: expect.any(String),
        audit: true,
        v: 1,
        seq: 1,
        at: '2026-11-24T08:00:00.000Z',
        event: 'delivered',
        request: requestId(1),
        actor: { user: ADA, team: TEAM },
        account: ACCOUNT,
        region: 'us1',
        name: 'payments-svc',
        sid: SID,
        group: GROUP,
        reason: 'for refunds',
        outcome: 'ok',
        details: { first: 'a' },
        hash: record.hash,
      },
    ])
  })
})
