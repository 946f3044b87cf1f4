import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { announceCreation } from '../../src/keys/announce-creation.ts'
import { fulfilRequest } from '../../src/keys/fulfil-request.ts'
import type { Services } from '../../src/keys/ports.ts'
import { receiveRequest } from '../../src/keys/receive-request.ts'
import { createRefusals } from '../../src/keys/refusals.ts'
import { SILENT_LOG } from '../../src/log.ts'
import { Secret } from '../../src/secret.ts'
import { ACCOUNT, ADA, DM, GROUP, NOW, requestId, SID, TEAM } from '../unit/ids.ts'
import { AUTHORIZED, MANY, madeKey, running, upTo } from './lives.ts'
import { BY_ADA, fingerprints, openStore, type Store } from './store.ts'

let store: Store
beforeEach(async () => {
  store = await openStore()
})
afterEach(() => store.close())

/**
 * Everything that goes to the disk while something is done: each commit that wrote, and each statement that writes
 * outside of one and so is a commit of its own. Whoever waits for it waits for the disk.
 */
async function durably(work: (wrote: string[]) => Promise<unknown>): Promise<string[]> {
  const wrote: string[] = []
  let within: string[] | undefined
  const { prepare } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (sql: string) {
    const statement = prepare.call(this, sql)
    const [, verb = '', table = ''] = /^\s*(\w+)(?:\s+(?:into|from))?\s*"?(\w+)?/i.exec(sql) ?? []
    if (/^begin$/i.test(verb)) within = []
    else if (/^(commit|rollback)$/i.test(verb)) {
      if (within && within.length > 0 && /^commit$/i.test(verb)) wrote.push(within.join(', '))
      within = undefined
    } else if (/^(insert|update|delete|replace)$/i.test(verb)) {
      const what = `${verb} ${table}`.toLowerCase()
      // What the audit log takes is part of every commit.
      if (within === undefined) wrote.push(`alone: ${what}`)
      else if (!table.startsWith('audit') || within.length === 0) within.push(what)
    }
    return statement
  }
  try {
    await work(wrote)
  } finally {
    DatabaseSync.prototype.prepare = prepare
  }
  return wrote
}

const WAY = [
  'insert requests',
  'update requests, update requests, update requests',
  'update requests, insert keys',
  'update keys, insert messages',
]

describe('given a key’s way through the store', () => {
  it('then it is durable in four commits: received, let in, created, delivered', async () => {
    const wrote = await durably(async () => {
      const received = await store.receive()
      const intent = await store.requests.admit(received, AUTHORIZED, upTo(MANY))
      if (intent.state !== 'intent') throw new Error('not let in')
      await store.keys.isTaken(SID, intent)
      const claim = await store.keys.claim(intent, madeKey())
      if (claim.kind !== 'created') throw new Error(claim.kind)
      await store.keys.advance(claim.key, 'delivered', {}, BY_ADA)
      store.requests.release(received.id)
      store.keys.release(SID)
    })
    expect(wrote).toEqual(WAY)
  })

  it('when somebody asks and gets it, then they wait for no other: the card is taken on and noted after the secret', async () => {
    let atSecret: readonly string[] = []
    const wrote = await durably(async (all) => {
      const services = servicesOf(store, () => {
        atSecret = [...all]
      })
      const receipt = await receiveRequest(services, {
        user: ADA,
        team: TEAM,
        name: 'payments-svc',
        reason: '',
        fingerprints: fingerprints(1),
      })
      if (receipt.kind !== 'received') throw new Error(receipt.kind)
      await fulfilRequest(services, receipt.request, {
        acked: true,
        isSentence: false,
        announcement: announceCreation(services, undefined),
      })
    })
    expect(atSecret).toEqual(WAY.slice(0, 3))
    // Taken on, so that nobody else posts it too; then where it stands, in a transaction of its own.
    expect(wrote).toEqual([...WAY, 'alone: update messages', 'insert messages'])
    expect(await store.keys.find(SID)).toMatchObject({ state: 'delivered' })
  })
})

/** A world in which all goes well. */
function servicesOf(of: Store, onSecret: () => void): Services {
  const location = { account: ACCOUNT, region: 'us1', api: 'v2010' } as const
  const clock = {
    now: () => NOW,
    steady: () => NOW,
    monotonic: () => 0,
    pause: () => new Promise<void>(() => undefined),
  }
  return {
    store: of,
    twilio: {
      location,
      create: async (name) => ({
        kind: 'created',
        key: { sid: SID, name, createdAt: NOW, updatedAt: NOW },
        secret: new Secret('the secret of the test'),
        answeredAt: NOW,
        diagnosis: {},
      }),
      delete: async () => ({ kind: 'gone', diagnosis: {} }),
      list: async () => ({ kind: 'listed', keys: [], ahead: 0 }),
      fetch: async () => ({ kind: 'gone', diagnosis: {} }),
    },
    slack: {
      directory: {
        ourTeam: async () => TEAM,
        person: async () => ({ id: ADA, workspaces: [TEAM], deactivated: false, bot: false, guest: false }),
        membership: async () => ({ groups: [GROUP], holds: () => true }),
        knownMembership: () => undefined,
        deliveryRefusal: () => undefined,
        openDm: async () => DM,
        members: async () => new Set([ADA]),
      },
      delivery: {
        deliver: async () => {
          onSecret()
          return { kind: 'shown' }
        },
        check: async () => undefined,
      },
      notices: {
        reply: async () => true,
        announce: async () => true,
        send: async () => ({ channel: DM, ts: '1.000001' }),
        update: async () => true,
        mayDecide: async () => true,
        passedOn: async () => undefined,
      },
    },
    policy: {
      limits: MANY,
      refusals: createRefusals({ audit: of.audit, location, log: SILENT_LOG, monotonic: clock.monotonic }),
      holdRevocations: false,
      isStopping: running,
    },
    clock,
    log: SILENT_LOG,
    newId: () => requestId(1),
  }
}
