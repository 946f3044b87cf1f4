import { describe, expect, it } from '@jest/globals'
import { createAskedPlaces } from '../../../../src/slack/api/asked-places.ts'
import { requestId } from '../../ids.ts'
import { REPLY_TO } from '../../keys/fake-services.ts'

const MINUTE_MS = 60_000

/** Places, and a clock that the test sets. */
function places() {
  let now = 0
  const remembered = createAskedPlaces(() => now)
  const later = (ms: number): void => {
    now += ms
  }
  return { ...remembered, later }
}

describe('given a place where a question stands', () => {
  it('then it is known once, to put the answer where the question was', () => {
    const { remember, take } = places()
    remember(requestId(1), REPLY_TO)
    expect(take(requestId(1))).toEqual({ ...REPLY_TO, replaces: true })
    expect(take(requestId(1))).toBeUndefined()
  })

  it('when Slack no longer accepts answers there, then it isn’t known', () => {
    const { remember, take, later } = places()
    remember(requestId(1), REPLY_TO)
    later(30 * MINUTE_MS)
    expect(take(requestId(1))).toBeUndefined()
  })

  it('when a thousand more are asked, then the oldest is forgotten', () => {
    const { remember, take } = places()
    for (let asked = 0; asked <= 1_000; asked += 1) remember(requestId(asked), REPLY_TO)
    expect(take(requestId(0))).toBeUndefined()
    expect(take(requestId(1))).toBeDefined()
    expect(take(requestId(1_000))).toBeDefined()
  })
})
