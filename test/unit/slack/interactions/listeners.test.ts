import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { LISTENERS } from '../../../../src/slack/interactions/listeners.ts'
import { ACTIONS } from '../../../../src/slack/messages/buttons.ts'

const FOLDER = new URL('../../../../src/slack/interactions/', import.meta.url)

const isListener = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'on' in value && 'id' in value && 'handle' in value

/** Every listener that a file of the folder exports, with where it is. */
async function exported(): Promise<ReadonlyArray<{ readonly where: string; readonly value: unknown }>> {
  const found: { readonly where: string; readonly value: unknown }[] = []
  for (const file of readdirSync(FOLDER)) {
    const names: Readonly<Record<string, unknown>> = await import(new URL(file, FOLDER).pathname)
    for (const [name, value] of Object.entries(names))
      if (isListener(value)) found.push({ where: `${file}: ${name}`, value })
  }
  return found
}

describe('given the table of listeners', () => {
  it('when a file exports a listener, then the table has it', async () => {
    const all = await exported()
    const missing = all.filter(({ value }) => !LISTENERS.some((listener) => listener === value))
    expect(missing.map(({ where }) => where)).toEqual([])
    expect(all).toHaveLength(LISTENERS.length)
  })

  it('then each is heard by an id of its own', () => {
    const ids = LISTENERS.map(({ on, id }) => `${on} ${id}`)
    expect([...new Set(ids)]).toEqual(ids)
  })

  it('then there is one for the command, and for each button that a message may carry', () => {
    const of = (kind: string) => LISTENERS.filter(({ on }) => on === kind).map(({ id }) => id)
    expect(of('command')).toEqual(['/newkey'])
    expect(of('button').sort()).toEqual(Object.values(ACTIONS).sort())
    expect(of('event').sort()).toEqual(['subteam_members_changed', 'subteam_updated'])
  })
})
