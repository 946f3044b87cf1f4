import { describe, expect, it } from '@jest/globals'
import type { ComparedKey } from '../../../src/domain/key.ts'
import { isKeySid } from '../../../src/ids.ts'
import { compareBeforeLimit } from '../../../src/keys/compare-before-limit.ts'
import { compareWithTwilio, MOST_ALL_GONE } from '../../../src/keys/compare-with-twilio.ts'
import { keySid } from '../ids.ts'
import { keyIn, requestIn } from '../requests.ts'
import { CREATED, fakeServices, type Parts } from './fake-services.ts'

const HERE = keyIn('delivered')
const ELSEWHERE: ComparedKey = { ...HERE, region: 'ie1' }
const GONE = async () => ({ kind: 'gone', diagnosis: {} }) as const
const EMPTY = async () => ({ kind: 'listed', keys: [], ahead: 0 }) as const

/** Services whose records have these keys; Twilio's list is empty, and every key is gone. */
function withKeys(keys: readonly ComparedKey[], { twilio, ...parts }: Parts = {}) {
  const { services, deeds } = fakeServices({
    ...parts,
    keys: { comparable: async () => keys, countLive: async () => 10, ...parts.keys },
    twilio: { list: EMPTY, fetch: GONE, ...twilio },
  })
  return { services, deeds }
}

describe('given records that are compared with what Twilio has', () => {
  it('when a key is neither listed nor there, then it is recorded as deleted elsewhere', async () => {
    const { services, deeds } = withKeys([HERE])
    expect(await compareWithTwilio(services)).toHaveLength(1)
    expect(deeds).toEqual(['revoked deleted_elsewhere'])
  })

  it('when the records are read, then the list is asked for afterwards, so that no newer key seems to be missing', async () => {
    const order: string[] = []
    const { services } = withKeys([], {
      keys: {
        comparable: async () => {
          order.push('records')
          return [HERE]
        },
      },
      twilio: {
        list: async () => {
          order.push('list')
          return EMPTY()
        },
      },
    })
    await compareWithTwilio(services)
    expect(order).toEqual(['records', 'list'])
  })

  it('when a SID is spelled in capitals, then it is the same key', async () => {
    const [small, large] = [`SK${'ab'.repeat(16)}`, `SK${'AB'.repeat(16)}`]
    if (!isKeySid(small) || !isKeySid(large)) throw new Error('no SIDs')
    const list = async () => ({ kind: 'listed', keys: [{ ...CREATED.key, sid: large }], ahead: 0 }) as const
    const { services, deeds } = withKeys([{ ...HERE, sid: small }], { twilio: { list } })
    expect(await compareWithTwilio(services)).toEqual([])
    expect(deeds).toEqual([])
  })

  it('when a key is of another region, then nobody asks about it', async () => {
    const { services, deeds } = withKeys([ELSEWHERE])
    expect(await compareWithTwilio(services)).toEqual([])
    expect(deeds).toEqual([])
  })

  it.each([
    [MOST_ALL_GONE, MOST_ALL_GONE],
    [MOST_ALL_GONE + 1, 0],
  ])('when all of %i keys seem to be gone, then %i are recorded', async (keys, recorded) => {
    const all = Array.from({ length: keys }, (_, number) => ({ ...HERE, sid: keySid(number + 1) }))
    const { services } = withKeys(all)
    expect(await compareWithTwilio(services)).toHaveLength(recorded)
  })
})

describe('given more keys than newkey believes to be gone all at once', () => {
  it('when one of them is listed, then the list is of the right place, and the others are recorded', async () => {
    const all = Array.from({ length: MOST_ALL_GONE + 2 }, (_, number) => ({
      ...HERE,
      sid: keySid(number + 1),
    }))
    const list = async () =>
      ({ kind: 'listed', keys: [{ ...CREATED.key, sid: keySid(1) }], ahead: 0 }) as const
    const { services } = withKeys(all, { twilio: { list } })
    expect(await compareWithTwilio(services)).toHaveLength(MOST_ALL_GONE + 1)
  })
})

describe('given a requester who has as many keys as they may', () => {
  it('when Twilio answers after their time is up, then nothing is recorded', async () => {
    let now = 0
    const { services, deeds } = withKeys([HERE], {
      clock: { monotonic: () => now },
      twilio: {
        fetch: async () => {
          now = 8_001
          return GONE()
        },
      },
    })
    expect(await compareBeforeLimit(services, requestIn('received'))).toEqual([])
    expect(deeds).toEqual([])
  })

  it('when Twilio never answers, then they wait no longer than 8 s', async () => {
    const waited: number[] = []
    const { services } = withKeys([HERE], {
      clock: { pause: async (ms) => void waited.push(ms) },
      twilio: { list: () => new Promise(() => undefined) },
    })
    expect(await compareBeforeLimit(services, requestIn('received'))).toEqual([])
    expect(waited).toEqual([8_000])
  })
})
