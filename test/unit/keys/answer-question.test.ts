import { describe, expect, it } from '@jest/globals'
import type { Request } from '../../../src/domain/request.ts'
import { ANSWER_MS } from '../../../src/domain/states.ts'
import { answerQuestion, type QuestionPress } from '../../../src/keys/answer-question.ts'
import { ADA, BOB, NOW, OTHER_TEAM, requestId, TEAM } from '../ids.ts'
import { requestIn } from '../requests.ts'
import { fakeServices, type Parts, storeFailed } from './fake-services.ts'

const ADAS: QuestionPress = { user: ADA, team: TEAM, request: requestId(1) }
const LATE: Parts = { clock: { now: () => NOW + ANSWER_MS + 1 } }

/** Somebody answers the question about a request that stands so. */
function answering(request: Request | undefined, parts: Parts = {}) {
  const released: string[] = []
  const { services, deeds, records } = fakeServices({
    ...parts,
    requests: { find: async () => request, release: (id) => void released.push(id) },
  })
  const answer = (how: 'create' | 'cancel', press = ADAS) => answerQuestion(services, press, how)
  return { answer, deeds, records, released }
}

describe('given a question that waits for an answer', () => {
  it('when its requester wants the key, then it is left as it is for the one who creates it', async () => {
    const { answer, deeds } = answering(requestIn('asked'))
    expect(await answer('create')).toEqual({ kind: 'done', result: requestIn('asked') })
    expect(deeds).toEqual([])
  })

  it('when they cancel, then it is withdrawn', async () => {
    const { answer, deeds, released } = answering(requestIn('asked'))
    expect(await answer('cancel')).toEqual({ kind: 'done', result: requestIn('withdrawn') })
    expect(deeds).toEqual(['withdrawn'])
    expect(released).toEqual([requestId(1)])
  })

  it.each(['create', 'cancel'] as const)('when the time is up, then %s finds it expired', async (how) => {
    const { answer, deeds } = answering(requestIn('asked'), LATE)
    expect(await answer(how)).toEqual({ kind: 'done', result: requestIn('expired') })
    expect(deeds).toEqual(['expired'])
  })

  it('when the answer comes in the very last moment, then it counts', async () => {
    const { answer } = answering(requestIn('asked'), { clock: { now: () => NOW + ANSWER_MS } })
    expect(await answer('create')).toEqual({ kind: 'done', result: requestIn('asked') })
  })

  it.each([
    ['somebody else', { ...ADAS, user: BOB }],
    ['somebody of another workspace with the same id', { ...ADAS, team: OTHER_TEAM }],
  ])('when %s answers, then nothing happens, and that is on record', async (_, press) => {
    for (const how of ['create', 'cancel'] as const) {
      const { answer, deeds, records } = answering(requestIn('asked'))
      expect(await answer(how, press)).toEqual({ kind: 'refused', cause: 'not_yours' })
      expect(deeds).toEqual([])
      expect(records).toMatchObject([
        { event: 'button_refused', outcome: 'not_yours', request: requestId(1), actor: { user: press.user } },
      ])
    }
  })

  it('when the answer can’t be recorded, then that is a fault, and somebody else may go on', async () => {
    const { answer, released } = answering(requestIn('asked'), { fails: storeFailed('withdrawn') })
    await expect(answer('cancel')).rejects.toMatchObject({ code: 'store_failed' })
    expect(released).toEqual([requestId(1)])
  })
})

describe('given a question that has been answered', () => {
  it.each(['intent', 'issued', 'withdrawn', 'expired', 'denied', 'failed', 'unknown'] as const)(
    'when its request is %s and somebody answers again, then it stays so',
    async (state) => {
      for (const how of ['create', 'cancel'] as const) {
        const { answer, deeds } = answering(requestIn(state), LATE)
        expect(await answer(how)).toEqual({ kind: 'done', result: requestIn(state) })
        expect(deeds).toEqual([])
      }
    },
  )
})

describe('given a request that newkey has no record of', () => {
  it('when somebody answers, then they hear that, and that is on record', async () => {
    const { answer, records } = answering(undefined)
    expect(await answer('create')).toEqual({ kind: 'refused', cause: 'request_missing' })
    expect(records).toMatchObject([{ event: 'button_refused', outcome: 'request_missing', request: null }])
  })
})
