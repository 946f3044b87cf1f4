import { describe, expect, it } from '@jest/globals'
import { NewkeyError } from '../../../src/errors.ts'
import { answerPress } from '../../../src/keys/answer-press.ts'
import type { Answer } from '../../../src/keys/authorize-press.ts'
import { ADA, TEAM } from '../ids.ts'
import { fakeServices, type Parts } from './fake-services.ts'

const done = async (): Promise<Answer<string>> => ({ kind: 'done', result: 'it' })
const overtaken = (): NewkeyError => new NewkeyError('overtaken', 'somebody else was faster')

/** Answers a press of Ada's. @returns the outcome, and what was done in order */
async function answered(
  parts: Parts = {},
  { run = done, isOwn = true } = {},
): Promise<{ readonly outcome: unknown; readonly deeds: readonly string[] }> {
  const { services, deeds, did } = fakeServices({
    ...parts,
    clicks: {
      record: async (payloadDigest) => {
        did(`record ${payloadDigest}`)
        return 'new'
      },
      ...parts.clicks,
    },
    refusals: {
      turnAway: () => did('turn away'),
      again: (_, what) => did(`uncount the ${what}`),
      ...parts.refusals,
    },
  })
  const press = { user: ADA, team: TEAM, payloadDigest: 'digest' }
  const outcome = await answerPress(services, press, {
    isOwn: async () => isOwn,
    verb: () => {
      did('run')
      return run()
    },
  })
  return { outcome, deeds }
}

describe('given a press', () => {
  it('when all goes well, then the click is recorded before anything is done about it', async () => {
    expect(await answered()).toEqual({
      outcome: { kind: 'done', result: 'it' },
      deeds: ['record digest', 'run'],
    })
  })

  it('when the verb refuses it, then that is the outcome', async () => {
    const run = async (): Promise<Answer<string>> => ({ kind: 'refused', cause: 'not_yours' })
    expect((await answered({}, { run })).outcome).toEqual({ kind: 'refused', cause: 'not_yours' })
  })

  it('when Slack has sent the click before, then nothing is done, and it isn’t counted again', async () => {
    expect(await answered({ clicks: { record: async () => 'again' } })).toEqual({
      outcome: { kind: 'repeated' },
      deeds: ['uncount the press'],
    })
  })

  it('when another change overtakes it, then it is tried again, three times at most', async () => {
    let times = 0
    const once = async (): Promise<Answer<string>> => {
      if (times++ === 0) throw overtaken()
      return done()
    }
    expect((await answered({}, { run: once })).deeds).toEqual(['record digest', 'run', 'run'])
    times = 0
    const always = async (): Promise<Answer<string>> => {
      times += 1
      throw overtaken()
    }
    await expect(answered({}, { run: always })).rejects.toMatchObject({ code: 'overtaken' })
    expect(times).toBe(3)
  })

  it('when the records can’t be written, then it isn’t tried again', async () => {
    let times = 0
    const run = async (): Promise<Answer<string>> => {
      times += 1
      throw new NewkeyError('store_failed', 'the disk is full')
    }
    await expect(answered({}, { run })).rejects.toMatchObject({ code: 'store_failed' })
    expect(times).toBe(1)
  })
})

describe('given a person who was refused too often', () => {
  const refusals: Parts['refusals'] = { beginPress: () => 'closed', standing: () => 'closed' }
  const away = { outcome: { kind: 'turned_away', flooding: false }, deeds: ['turn away'] }

  it('when they press on what is another person’s, then it is only counted', async () => {
    expect(await answered({ refusals }, { isOwn: false })).toEqual(away)
  })

  it('when they press on what is their own, then newkey looks at it', async () => {
    expect((await answered({ refusals })).deeds).toEqual(['record digest', 'run'])
  })
})

describe('given a person who presses more than anybody needs', () => {
  it('when it is too much for other people’s keys, then that is the outcome, and not that they were refused', async () => {
    const refusals: Parts['refusals'] = { beginPress: () => 'closed', standing: () => 'open' }
    expect((await answered({ refusals }, { isOwn: false })).outcome).toEqual({
      kind: 'turned_away',
      flooding: true,
    })
  })

  it('when it is too much for any key, then newkey doesn’t look at their own either', async () => {
    expect(await answered({ refusals: { beginPress: () => 'flooding' } })).toEqual({
      outcome: { kind: 'turned_away', flooding: true },
      deeds: ['turn away'],
    })
  })
})
