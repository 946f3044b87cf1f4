import { describe, expect, it } from '@jest/globals'
import type { AuditEvent } from '../../../src/audit/record.ts'
import { NewkeyError } from '../../../src/errors.ts'
import { isUserId } from '../../../src/ids.ts'
import { MOST_PEOPLE } from '../../../src/keys/minutes.ts'
import { createRefusals } from '../../../src/keys/refusals.ts'
import { ACCOUNT, ADA, BOB, TEAM } from '../ids.ts'

const ada = { user: ADA, team: TEAM }
const bob = { user: BOB, team: TEAM }
const MINUTE = 60_000

function counting() {
  const records: AuditEvent[] = []
  const clock = { now: 0 }
  const store = { fails: false }
  const append = async (event: AuditEvent) => {
    if (store.fails) throw new NewkeyError('store_failed', 'the disk is full')
    records.push(event)
    return { ...event, v: 1 as const, seq: records.length, at: '', hash: '' }
  }
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const refusals = createRefusals({
    audit: { append },
    location: { account: ACCOUNT, region: 'ie1' },
    log: { info: note, warn: note, error: note },
    monotonic: () => clock.now,
  })
  /** So many commands of hers are refused, one after the other. */
  const refuse = (who: typeof ada, times: number): void => {
    for (let time = 0; time < times; time++) {
      refusals.begin(who)
      refusals.end(who, 'not_in_group')
    }
  }
  const written = (): string[] =>
    records.map(({ actor, details }) => `${actor.user}: ${JSON.stringify(details)}`)
  return { refusals, refuse, records, written, clock, store, logged }
}

describe('given somebody who is refused', () => {
  it('when it was ten times within a minute, then nothing more is looked at; a minute later it is', () => {
    const { refusals, refuse, clock } = counting()
    refuse(ada, 9)
    expect(refusals.standing(ada)).toBe('open')
    refuse(ada, 1)
    expect(refusals.standing(ada)).toBe('closed')
    expect(refusals.standing(bob)).toBe('open')
    clock.now = MINUTE - 1
    expect(refusals.standing(ada)).toBe('closed')
    clock.now = MINUTE
    expect(refusals.standing(ada)).toBe('open')
  })

  it('when more come, then one record says how many, once the minute is over', async () => {
    const { refusals, refuse, records, clock, logged } = counting()
    refuse(ada, 10)
    for (let more = 0; more < 23; more++) refusals.turnAway(ada)
    await refusals.write('over')
    expect(records).toEqual([])
    clock.now = MINUTE
    await refusals.write('over')
    await refusals.write('all')
    expect(records).toEqual([
      {
        event: 'denied',
        request: null,
        actor: { user: ADA, team: TEAM },
        account: ACCOUNT,
        region: 'ie1',
        name: '',
        sid: null,
        group: null,
        reason: '',
        outcome: 'too_many_refusals',
        details: { refusals: '23' },
      },
    ])
    expect(logged).toHaveLength(1)
  })

  it('when newkey stops before the minute is over, then the record is written all the same', async () => {
    const { refusals, refuse, written } = counting()
    refuse(ada, 10)
    refusals.turnAway(ada)
    await refusals.write('all')
    expect(written()).toEqual([`${ADA}: {"refusals":"1"}`])
  })

  it('when nothing was only counted, then there is no record', async () => {
    const { refusals, refuse, records } = counting()
    refuse(ada, 10)
    await refusals.write('all')
    expect(records).toEqual([])
  })

  it('when they go on in the next minute before anything was written, then each minute has its record', async () => {
    const { refusals, refuse, written, clock } = counting()
    refuse(ada, 10)
    refusals.turnAway(ada)
    clock.now = MINUTE
    refuse(ada, 10)
    refusals.turnAway(ada)
    refusals.turnAway(ada)
    await refusals.write('all')
    expect(written()).toEqual([`${ADA}: {"refusals":"1"}`, `${ADA}: {"refusals":"2"}`])
  })

  it('when the record can’t be written, then it is written later, once', async () => {
    const { refusals, refuse, written, store } = counting()
    refuse(ada, 10)
    refusals.turnAway(ada)
    store.fails = true
    await expect(refusals.write('all')).rejects.toMatchObject({ code: 'store_failed' })
    store.fails = false
    await Promise.all([refusals.write('all'), refusals.write('all')])
    expect(written()).toHaveLength(1)
  })
})

describe('given what isn’t a person’s own refusal', () => {
  it('when Slack didn’t answer, a key was made or newkey had a fault, then it isn’t counted', () => {
    const { refusals } = counting()
    for (let time = 0; time < 50; time++) {
      refusals.begin(ada)
      refusals.end(ada, time % 2 === 0 ? 'slack_unavailable' : undefined)
    }
    expect(refusals.standing(ada)).toBe('open')
  })

  it.each(['hourly_limit', 'live_limit', 'name_missing', 'guest', 'other_workspace'] as const)(
    'when it is %s, then it is counted',
    (cause) => {
      const { refusals } = counting()
      for (let time = 0; time < 10; time++) {
        refusals.begin(ada)
        refusals.end(ada, cause)
      }
      expect(refusals.standing(ada)).toBe('closed')
    },
  )
})

describe('given commands at the same moment', () => {
  it('when ten are undecided, then it is crowded, until they are decided', () => {
    const { refusals } = counting()
    for (let time = 0; time < 10; time++) refusals.begin(ada)
    expect(refusals.standing(ada)).toBe('crowded')
    for (let time = 0; time < 10; time++) refusals.end(ada)
    expect(refusals.standing(ada)).toBe('open')
  })
})

describe('given more commands within a minute than anybody needs', () => {
  it('when none of them counts as a refusal, then those beyond thirty aren’t looked at; a minute later they are', () => {
    const { refusals, clock } = counting()
    for (let time = 0; time < 30; time++) {
      expect(refusals.begin(ada)).toBe('open')
      refusals.end(ada, 'slack_unavailable')
    }
    expect(refusals.begin(ada)).toBe('flooding')
    expect(refusals.begin(bob)).toBe('open')
    clock.now = MINUTE
    expect(refusals.begin(ada)).toBe('open')
  })

  it('when thirty are undecided, then no more are looked at, also in the next minute', () => {
    const { refusals, clock } = counting()
    for (let time = 0; time < 30; time++) refusals.begin(ada)
    clock.now = MINUTE
    expect(refusals.begin(ada)).toBe('flooding')
  })

  it('when it is one command that comes again and again, then it uses up nothing', () => {
    const { refusals } = counting()
    for (let time = 0; time < 100; time++) {
      expect(refusals.begin(ada)).toBe('open')
      refusals.again(ada, 'command')
    }
  })
})

describe('given more presses within a minute than anybody needs', () => {
  it('when there are more than thirty, then only those on their own keys are looked at, and of these a hundred', () => {
    const { refusals } = counting()
    const seen = Array.from({ length: 102 }, () => refusals.beginPress(ada))
    expect([seen[29], seen[30], seen[99], seen[100]]).toEqual(['open', 'closed', 'closed', 'flooding'])
  })

  it('when it is one press that comes again and again, then it uses up nothing', () => {
    const { refusals } = counting()
    for (let time = 0; time < 150; time++) {
      expect(refusals.beginPress(ada)).toBe('open')
      refusals.again(ada, 'press')
    }
  })
})

describe('given presses of buttons', () => {
  it('when more than ten are refused within a minute, with commands, then the rest have no record', () => {
    const { refusals, refuse } = counting()
    refuse(ada, 5)
    const recorded = Array.from({ length: 8 }, () => refusals.press(ada, 'not_yours'))
    expect(recorded.filter(Boolean)).toHaveLength(5)
    expect(refusals.standing(ada)).toBe('closed')
  })

  it('when Slack didn’t answer, then each has its record', () => {
    const { refusals } = counting()
    for (let time = 0; time < 50; time++) expect(refusals.press(ada, 'slack_unavailable')).toBe(true)
  })
})

describe('given more people than are told apart', () => {
  const somebody = (number: number) => {
    const user = `U${String(number).padStart(9, '0')}`
    if (!isUserId(user)) throw new Error('no id')
    return { user, team: TEAM }
  }

  it('when more come, then they are counted together, and no member among them is shut out unseen', async () => {
    const { refusals, refuse, written, clock } = counting()
    for (let number = 0; number < MOST_PEOPLE; number++) refuse(somebody(number), 1)
    for (let number = 0; number < 10; number++) refuse(somebody(MOST_PEOPLE + number), 1)
    expect(refusals.standing(ada)).toBe('crowded')
    expect(refusals.standing(somebody(0))).toBe('open')
    refusals.turnAway(ada)
    refusals.turnAway(bob)
    clock.now = MINUTE
    await refusals.write('over')
    expect(written()).toEqual(['newkey: {"refusals":"2","people":"several"}'])
    expect(refusals.standing(ada)).toBe('open')
  })

  it('when newcomers go on coming, then the minutes of others aren’t gone through for each', () => {
    let looks = 0
    const refusals = createRefusals({
      audit: { append: () => Promise.reject(new Error('nothing to write')) },
      location: { account: ACCOUNT, region: 'ie1' },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      monotonic: () => {
        looks += 1
        return 0
      },
    })
    for (let number = 0; number < MOST_PEOPLE; number++) refusals.begin(somebody(number))
    looks = 0
    for (let number = 0; number < 10; number++) refusals.standing(somebody(MOST_PEOPLE + number))
    expect(looks).toBeLessThan(100)
  })

  it('when the oldest minutes are over, then those who come have their places', () => {
    const { refusals, refuse, clock } = counting()
    refuse(somebody(0), 1)
    clock.now = 1
    for (let number = 1; number < MOST_PEOPLE; number++) refuse(somebody(number), 1)
    clock.now = MINUTE
    refuse(ada, 10)
    refuse(bob, 10)
    expect([refusals.standing(ada), refusals.standing(bob)]).toEqual(['closed', 'crowded'])
  })
})
