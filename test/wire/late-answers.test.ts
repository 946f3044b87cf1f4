import { afterEach, describe, expect, it } from '@jest/globals'
import { ADA, BOB } from '../../sandbox/slack/people.ts'
import { makeSafe } from '../../src/keys/reconcile.ts'
import { tellPeople } from '../../src/keys/tell-people.ts'
import { buttonsOf } from './reading.ts'
import { rig } from './rig.ts'

let r: Awaited<ReturnType<typeof rig>>
afterEach(() => r.close())

/** Twilio's answer comes after recovery has judged the request and a search has found the key. */
async function late(hold: '0' | '1', isTold: boolean): Promise<void> {
  r = await rig({ HOLD_REVOCATIONS: hold })
  const services = r.make()
  let done = false
  r.hooks.after = async ({ method, path }) => {
    if (done || method !== 'POST' || !path.includes('Keys.json')) return
    done = true
    r.pass(31_000)
    await makeSafe(services)
    if (isTold) await tellPeople(services)
  }
  await r.ask(services)
  for (let minute = 0; minute < 3; minute++) {
    r.pass(61_000)
    await makeSafe(services)
    await tellPeople(services)
  }
}

describe('given Twilio’s answer that comes after a search has found the key', () => {
  it('when newkey holds revocations and nobody has been told yet, then Ada is told something in the end', async () => {
    await late('1', false)
    expect(r.slack.screen(ADA)).not.toEqual([])
  })

  it('when the key is revoked, then the question about it no longer stands with its buttons', async () => {
    await late('0', true)
    expect(r.twilio.keys.size).toBe(0)
    expect(r.slack.screen(BOB).map(buttonsOf)).toEqual([[]])
  })
})

describe('given a key that Twilio has deleted, whose answer was lost', () => {
  it('when newkey starts again with HOLD_REVOCATIONS=1, then nobody is asked whether the deleted key is in use', async () => {
    r = await rig()
    const first = r.make()
    r.slack.trouble.set('chat.postEphemeral', { kind: 'error', error: 'user_not_in_channel' })
    r.twilio.trouble.set('delete', { kind: 'reset', made: true, times: 1 })
    await r.ask(first)
    expect(r.twilio.keys.size).toBe(0)
    r.pass(61_000)
    const second = r.make({ HOLD_REVOCATIONS: '1' })
    await makeSafe(second)
    await tellPeople(second)
    expect(r.slack.screen(BOB).flatMap(buttonsOf)).toEqual([])
  })
})
