import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { Secret } from '../../src/secret.ts'

const VALUE = 'the value of the test'

describe('given a secret', () => {
  const secret = new Secret(VALUE)
  const held = { secret, list: [secret], error: Object.assign(new Error('x'), { secret }) }

  it.each([
    ['a string', () => `${secret}`],
    ['JSON', () => JSON.stringify(held)],
    ['inspect', () => inspect(held, { depth: 9, showHidden: true })],
    ['its keys', () => Object.entries(secret).join()],
    ['a copy', () => JSON.stringify({ ...secret })],
    ['a structured clone', () => inspect(structuredClone(secret))],
  ])('when it is printed as %s, then its value isn’t in it', (_, print) => {
    expect(print().includes(VALUE)).toBe(false)
  })

  it('when it is logged with pino, then its value isn’t in the line', () => {
    const lines: string[] = []
    pino({ level: 'trace' }, { write: (line) => void lines.push(line) }).error(held, 'a message')
    expect(lines.join().includes('[secret]')).toBe(true)
    expect(lines.join().includes(VALUE)).toBe(false)
  })

  it('when it is revealed, then that is the value', () => {
    expect(secret.reveal() === VALUE).toBe(true)
  })
})
