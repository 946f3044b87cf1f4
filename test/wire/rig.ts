import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WireRequest } from '../../sandbox/exchange.ts'
import { ADA, GROUP, TEAM } from '../../sandbox/slack/people.ts'
import { createSlack } from '../../sandbox/slack/workspace.ts'
import { createTwilio } from '../../sandbox/twilio/account.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { isTeamId, isUserId } from '../../src/ids.ts'
import { announceCreation } from '../../src/keys/announce-creation.ts'
import { fulfilRequest } from '../../src/keys/fulfil-request.ts'
import { receiveRequest } from '../../src/keys/receive-request.ts'
import { compose, servicesOn } from '../../src/process/compose.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { ACCOUNT, START } from './bot.ts'
import { countedIds, counter } from './counted.ts'
import { mount } from './net.ts'
import { replyOf } from './replies.ts'

/** The verbs on a real store and the fakes, without a process around them: jobs run when a history says so. */
export async function rig(env: Record<string, string> = {}) {
  let elapsed = 0
  const now = (): number => START + elapsed
  const folder = mkdtempSync(join(tmpdir(), 'newkey-rig-'))
  const file = join(folder, 'newkey.db')
  const slack = createSlack({
    url: 'https://hooks.slack.com',
    now,
    botToken: 'xoxb-wire',
    signingSecret: 'wire-signing',
  })
  const twilio = createTwilio({
    now,
    account: ACCOUNT,
    authToken: 'wire-auth-token',
    random: counter(),
    mainKeys: [],
  })
  const hooks: { after?: (r: WireRequest) => unknown } = {}
  const unmount = mount(['slack.com', 'hooks.slack.com', 'api.twilio.com'], async (request, host) => {
    const url = new URL(request.url)
    const wire = {
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    }
    const fate = (host.endsWith('slack.com') ? slack : twilio).handle(wire)
    await hooks.after?.(wire)
    return replyOf(fate)
  })
  const db = await openDatabase(file)
  const newId = countedIds()
  const make = (more: Record<string, string> = {}) => {
    const config = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-wire',
      SLACK_SIGNING_SECRET: 'wire-signing',
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: 'wire-auth-token',
      APPROVED_USER_GROUPS: GROUP,
      DATABASE_URL: `file:${file}`,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'trace',
      ...env,
      ...more,
    })
    if (config.kind === 'invalid') throw new Error(config.problems.join('\n'))
    return servicesOn(
      compose(config.config, {
        now,
        steady: now,
        monotonic: () => elapsed,
        pause: () => new Promise(() => undefined),
        newId,
        logTo: { write: () => undefined },
        deadlines: { slack: 5000, delivery: 5000, twilio: 5000 },
      }),
      db,
    )
  }
  let asked = 0
  return {
    slack,
    twilio,
    hooks,
    make,
    pass: (ms: number) => {
      elapsed += ms
    },
    ask: async (services: ReturnType<typeof make>) => {
      if (!isUserId(ADA) || !isTeamId(TEAM)) throw new Error('ids')
      const n = String(++asked)
      const receipt = await receiveRequest(
        { ...services, clock: { ...services.clock, pause: () => new Promise(() => undefined) } },
        { user: ADA, team: TEAM, name: 'payments-svc', reason: '', fingerprints: { trigger: n, payload: n } },
      )
      if (receipt.kind !== 'received') throw new Error(receipt.kind)
      await fulfilRequest(services, receipt.request, {
        acked: true,
        isSentence: false,
        announcement: announceCreation(services, undefined),
      })
    },
    close: async () => {
      unmount()
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
