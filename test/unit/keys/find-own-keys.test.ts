import { describe, expect, it } from '@jest/globals'
import type { RevocableKey } from '../../../src/domain/key.ts'
import { NO_ANSWER, type NoAnswer, REFUSED_FOR_GOOD } from '../../../src/domain/no-answer.ts'
import { findOwnKeys } from '../../../src/keys/find-own-keys.ts'
import { ADA, BOB, keySid, NOW, OTHER_TEAM, SID, TEAM } from '../ids.ts'
import { keyIn } from '../requests.ts'
import { fakeServices, type Parts } from './fake-services.ts'

const named = (name: string, number: number): RevocableKey => ({
  ...keyIn('active'),
  name,
  sid: keySid(number),
})

/** What Ada finds who has these keys. */
async function found(what: string, keys: readonly RevocableKey[], parts: Parts = {}) {
  const { services, has } = fakeServices({ keys: { revocableOf: async () => keys }, ...parts })
  for (const key of keys) has(key)
  return findOwnKeys(services, { user: ADA, team: TEAM }, what)
}

describe('given a name that somebody types after revoke', () => {
  it.each([
    ['in another case', 'PAYMENTS-svc', 'payments-svc'],
    ['in capitals where the name has ß', 'STRASSE', 'straße'],
    ['with another form of sigma', 'ΟΔΟΣ', 'οδοσ'],
    ['with an accent of its own', 'cafe\u0301', 'café'],
    ['with a curly apostrophe', 'O’Brien’s key', "O'Brien's key"],
    ['with several blanks', 'payments   svc', 'payments svc'],
    ['with a no-break space', 'payments\u00A0svc', 'payments svc'],
  ])('when it is %s, then the key is found', async (_, typed, name) => {
    const key = named(name, 1)
    expect(await found(typed, [key, named('billing', 2)])).toEqual({ kind: 'found', keys: [key] })
  })

  it('when one key has exactly that name and another one differs in case, then the exact one is meant', async () => {
    const keys = [named('Billing', 1), named('billing', 2)]
    expect(await found('billing', keys)).toEqual({ kind: 'found', keys: [keys[1]] })
  })

  it('when several keys have it, then all are found', async () => {
    const keys = [named('billing', 1), named('billing', 2)]
    expect(await found('billing', keys)).toEqual({ kind: 'found', keys })
  })

  it('when nothing is typed, then every key is found, or none', async () => {
    const keys = [named('billing', 1), named('payments', 2)]
    expect(await found('', keys)).toEqual({ kind: 'found', keys })
    expect(await found('', [])).toEqual({ kind: 'none', others: [] })
  })

  it('when no key has it, then the keys that there are are named', async () => {
    const keys = [named('billing', 1)]
    expect(await found('payments', keys)).toEqual({ kind: 'none', others: keys })
  })
})

describe('given a SID that somebody types after revoke', () => {
  it.each([SID, SID.toUpperCase(), SID.toLowerCase()])(
    'when it is %s, then the key is found',
    async (typed) => {
      const key = { ...keyIn('delivered') }
      expect(await found(typed, [key])).toEqual({ kind: 'found', keys: [key] })
    },
  )

  it.each([SID, SID.toLowerCase()])('when the key is revoked already, then %s says so', async (typed) => {
    const { services, has } = fakeServices()
    has(keyIn('revoked'))
    const own = await findOwnKeys(services, { user: ADA, team: TEAM }, typed)
    expect(own).toEqual({ kind: 'over', key: keyIn('revoked') })
  })

  it('when the key is somebody else’s, then it isn’t found, whatever became of it', async () => {
    const { services, has } = fakeServices()
    has(keyIn('revoked'))
    expect(await findOwnKeys(services, { user: BOB, team: TEAM }, SID)).toEqual({ kind: 'none', others: [] })
  })

  it('when the key is still being made, then it isn’t found', async () => {
    const { services, has } = fakeServices()
    has(keyIn('created'))
    expect(await findOwnKeys(services, { user: ADA, team: TEAM }, SID)).toEqual({ kind: 'none', others: [] })
  })
})

describe('given a Slack that doesn’t say which workspace is ours', () => {
  const silent = (answer: NoAnswer): Parts => ({ directory: { ourTeam: async () => answer } })

  it('when somebody has keys in theirs, then they are found', async () => {
    const key = named('billing', 1)
    expect(await found('billing', [key], silent(NO_ANSWER))).toEqual({ kind: 'found', keys: [key] })
  })

  it('when they have none, then they hear that Slack doesn’t answer', async () => {
    const refused = { kind: 'refused', cause: 'slack_unavailable', retryAt: undefined }
    expect(await found('billing', [], silent(NO_ANSWER))).toEqual(refused)
  })

  it('when Slack says how long to wait, then they hear when to try again', async () => {
    const refused = { kind: 'refused', cause: 'slack_unavailable', retryAt: NOW + 30_000 }
    expect(
      await found('billing', [], silent({ kind: 'no_answer', cause: 'passing', waitMs: 30_000 })),
    ).toEqual(refused)
  })

  it('when somebody has to act first, then they hear that', async () => {
    expect(await found('billing', [], silent(REFUSED_FOR_GOOD))).toEqual({
      kind: 'refused',
      cause: 'slack_setup',
    })
  })
})

describe('given somebody who may not ask', () => {
  it('when they are of another workspace, then they hear that, and nothing is looked up', async () => {
    const revocableOf = async (): Promise<never> => {
      throw new Error('looked up')
    }
    const { services } = fakeServices({ keys: { revocableOf } })
    const own = await findOwnKeys(services, { user: ADA, team: OTHER_TEAM }, 'billing')
    expect(own).toEqual({ kind: 'refused', cause: 'other_workspace' })
  })

  it('when they ask more than anybody needs, then they are turned away', async () => {
    expect(await found('billing', [], { refusals: { beginPress: () => 'flooding' } })).toEqual({
      kind: 'turned_away',
    })
  })
})
