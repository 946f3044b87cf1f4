import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'

function sandbox(...args: string[]): { readonly status: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['sandbox/main.ts', ...args], {
    encoding: 'utf8',
    // It ends by itself; where it doesn't, the test fails instead of waiting for ever.
    timeout: 60_000,
  })
  return { status, printed: stdout + stderr }
}

describe('given the sandbox in the terminal', () => {
  it('when it is run, then it shows what each side saw, and ends with 0', () => {
    const { status, printed } = sandbox('--once')
    expect(printed).toContain('A key was delivered; its secret left the bot in one request.')
    expect(printed.match(/carries the secret/g)).toHaveLength(1)
    for (const words of [
      '[ I stored it ]',
      'TWILIO_API_SECRET=',
      'chat.postEphemeral',
      'delivered',
      'signs in with the secret',
    ])
      expect(printed).toContain(words)
    expect(status).toBe(0)
  })

  it.each([
    { args: ['--as', 'eve'], says: 'newkey creates keys for members of @platform' },
    { args: ['--as', 'guest'], says: 'guests can’t have keys' },
    { args: ['--twilio', '429'], says: 'Twilio is busy' },
    { args: ['--twilio', 'down'], says: 'newkey couldn’t reach Twilio' },
    { args: ['--slack', 'down'], says: 'Slack didn’t say who you are' },
    { args: ['--slack', 'refuse-dm'], says: 'Slack didn’t accept the message with the secret' },
    { args: ['--grid', '--as', 'eve'], says: 'newkey creates keys for members of @platform' },
    { args: ['--grid', '--as', 'olga'], says: 'newkey creates keys only for members of its own workspace' },
    { args: ['--once', '/newkey help'], says: 'newkey creates Twilio API keys' },
  ])(
    'when it is run with $args, then the user reads it, no key is left, and it ends with 1',
    ({ args, says }) => {
      const { status, printed } = sandbox(...args)
      expect(printed.replace(/\n {2}│ /g, ' ')).toContain(says)
      expect(printed).toContain('No key was delivered.')
      expect(status).toBe(1)
    },
  )

  it('when Twilio loses its answer, then the user reads that nobody can say, and it ends with 1', () => {
    const { status, printed } = sandbox('--twilio', 'lost')
    expect(printed.replace(/\n {2}│ /g, ' ')).toContain('newkey doesn’t know whether your key was created')
    expect(printed).toContain('No key was delivered.')
    expect(status).toBe(1)
  })

  it('when Twilio is slow, then the key is delivered all the same', () => {
    expect(sandbox('--twilio', 'slow').status).toBe(0)
  })

  it.each(['ada', 'wanda'])(
    'when the workspace belongs to an organisation, then %s of the group gets a key all the same',
    (name) => {
      expect(sandbox('--once', '--grid', '--as', name).status).toBe(0)
    },
  )

  it('when an option is unknown, then it says which there are, and ends with 2', () => {
    const { status, printed } = sandbox('--twilio', 'sideways')
    expect(printed).toContain('--twilio is one of')
    expect(status).toBe(2)
  })
})
