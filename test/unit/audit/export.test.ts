import { describe, expect, it } from '@jest/globals'
import { exportLines } from '../../../src/audit/export.ts'
import type { StoredRecord } from '../../../src/audit/verify.ts'

const record = (parts: Partial<StoredRecord> = {}): StoredRecord => ({
  ...{
    seq: 1,
    previous_hash: '0',
    hash: 'a',
    bytes: '{"seq":1,"name":"payments-svc"}',
    at: '2026-11-24T08:00:00.000Z',
  },
  ...{
    event: 'delivered',
    request: 'req_1',
    actor_user: 'U1',
    actor_team: 'T1',
    account: 'AC1',
    name: 'payments-svc',
  },
  ...{ sid: 'SK1', group: 'S1', reason: '', outcome: 'ok', ...parts },
})

describe('given records to export', () => {
  it('when as JSON lines, then each is what was hashed, with its place in the chain', () => {
    expect([...exportLines([record(), record()], 'jsonl')]).toEqual(
      Array(2).fill('{"seq":1,"name":"payments-svc","previous_hash":"0","hash":"a"}\n'),
    )
  })

  it('when as CSV, then columns have names, and lines end as RFC 4180 says', () => {
    expect([...exportLines([record()], 'csv')]).toEqual([
      'seq,at,event,request,actor_user,actor_team,account,name,sid,group,reason,outcome,previous_hash,hash\r\n',
      '1,2026-11-24T08:00:00.000Z,delivered,req_1,U1,T1,AC1,payments-svc,SK1,S1,,ok,0,a\r\n',
    ])
  })

  it.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\tx', `"'\tx"`],
    ['\rx', `"'\rx"`],
    ['a "quoted", name', '"a ""quoted"", name"'],
    ['two\nlines', '"two\nlines"'],
    [null, ''],
  ])('when a cell holds %j, then no spreadsheet takes it for a formula', (sid, cell) => {
    const [, line = ''] = exportLines([record({ sid })], 'csv')
    expect(line).toContain(`,payments-svc,${cell},S1,`)
  })
})
