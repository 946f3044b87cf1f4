import { describe, expect, it } from '@jest/globals'
import { exportLines, type Format } from '../../../src/audit/export.ts'
import type { StoredRecord } from '../../../src/audit/stored-record.ts'

const record = (parts: Partial<StoredRecord> = {}): StoredRecord => ({
  v: 1,
  seq: 1,
  previous_hash: '0',
  hash: 'a',
  bytes: '{"v":1,"seq":1,"name":"payments-svc"}',
  at: '2026-11-24T08:00:00.000Z',
  event: 'delivered',
  request: 'req_1',
  actor_user: 'U1',
  actor_team: 'T1',
  account: 'AC1',
  region: 'us1',
  name: 'payments-svc',
  sid: 'SK1',
  group: 'S1',
  reason: '',
  outcome: 'ok',
  details: '{}',
  ...parts,
})

async function lines(records: readonly StoredRecord[], format: Format): Promise<string[]> {
  const all: string[] = []
  for await (const line of exportLines(records, format)) all.push(line)
  return all
}

describe('given records to export', () => {
  it('when as JSON lines, then each is what was hashed, with its place in the chain', async () => {
    expect(await lines([record(), record()], 'jsonl')).toEqual(
      Array(2).fill('{"v":1,"seq":1,"name":"payments-svc","previous_hash":"0","hash":"a"}\n'),
    )
  })

  it('when as CSV, then columns have names, and lines end as RFC 4180 says', async () => {
    expect(await lines([record({ details: '{"refusals":"12"}' })], 'csv')).toEqual([
      'v,seq,at,event,request,actor_user,actor_team,account,region,name,sid,group,reason,outcome,details,previous_hash,hash\r\n',
      '1,1,2026-11-24T08:00:00.000Z,delivered,req_1,U1,T1,AC1,us1,payments-svc,SK1,S1,,ok,"{""refusals"":""12""}",0,a\r\n',
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
  ])('when a cell holds %j, then no spreadsheet takes it for a formula', async (sid, cell) => {
    const [, line = ''] = await lines([record({ sid })], 'csv')
    expect(line).toContain(`,payments-svc,${cell},S1,`)
  })
})

/** The cells of a line as a spreadsheet has them that parts cells by `separator`. A quote opens at the start of a cell. */
function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = ['']
  let quoted = false
  let begun = false
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at] ?? ''
    const last = cells.length - 1
    if (quoted && one === '"' && text[at + 1] === '"') {
      cells[last] += '"'
      at += 1
    } else if (quoted && one === '"') quoted = false
    else if (!quoted && !begun && one === '"') quoted = begun = true
    else if (!quoted && (one === separator || one === '\r' || one === '\n')) {
      cells.push('')
      begun = false
    } else {
      cells[last] += one
      begun = true
    }
  }
  return cells
}

describe('given a name or a reason that would be a formula to some spreadsheet', () => {
  const bare = /^[\s"]*[=+\-@\t\r＝＋－＠]/
  it.each([
    ...[
      'a;=1+1',
      'a|=1+1',
      'a\t=1+1',
      'a; "=1+1',
      'a;"=1+1";b',
      '＝1+1',
      '  =1',
      '\u00A0@x',
      '";=1',
      'x\n=1',
      'a\t\t=1',
    ],
    ...['a;;=1', ';\t=1', '"=1', '\'";=1', 'a,=1;+2|-3\t@4'],
  ])('when it is %j, then no separator makes a cell a formula', async (text) => {
    const details = JSON.stringify({ said: text })
    const hostile = record({ region: text, name: text, reason: text, details })
    const csv = (await lines([hostile, record()], 'csv')).join('')
    for (const separator of [',', ';', '\t', '|']) {
      expect(cellsOf(csv, separator).filter((cell) => bare.test(cell))).toEqual([])
      // Somebody who parts cells without regard to quotes.
      const parts = csv.split(separator === ',' ? '\n' : separator)
      expect(parts.filter((cell) => bare.test(cell))).toEqual([])
    }
  })
})
