import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PROGRAM } from '../../sandbox/bot.ts'
import { ADA } from '../../sandbox/slack/people.ts'
import { type RealProxy, serveProxy } from '../unit/real-proxy.ts'
import { openProcessStage, type ProcessStage, whereTyped } from './bot-process.ts'

let stage: ProcessStage
let proxy: RealProxy
beforeEach(async () => {
  stage = await openProcessStage()
  proxy = await serveProxy()
  stage.env.HTTP_PROXY = proxy.url.replace('//', '//ada:hidden-word@')
})
afterEach(async () => {
  await stage.stop()
  await proxy.close()
})

/** Every path that the vendors were asked for. */
const pathsAsked = (): string[] =>
  [...stage.slack.exchanges, ...stage.twilio.exchanges].map(({ request }) => request.path.split('?')[0] ?? '')

describe('given a machine from which only a proxy leads out', () => {
  it('when Ada types the command, then every request goes through the proxy, and its login is nowhere', async () => {
    const bot = await stage.start()
    await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
    await stage.sees(ADA, whereTyped)
    expect(await bot.stop()).toBe(0)
    expect(stage.twilio.keys.size).toBe(1)
    const proxied = proxy.asked.map(({ line }) => new URL(line.split(' ')[1] ?? '').pathname)
    expect(proxied.sort()).toEqual(pathsAsked().sort())
    const written = bot.lines.join('\n') + bot.errors() + stage.files()
    expect(written).not.toMatch(/hidden-word|YWRhOmhpZGRlbi13b3Jk/)
    const vendors = JSON.stringify([stage.slack.exchanges, stage.twilio.exchanges])
    expect(vendors).not.toMatch(/hidden-word|YWRhOmhpZGRlbi13b3Jk/)
  })

  it('when NO_PROXY names this machine, then nothing goes through it', async () => {
    stage.env.no_proxy = '127.0.0.1'
    const bot = await stage.start()
    await stage.send(bot, stage.slack.command(ADA, 'payments-svc'))
    await stage.sees(ADA, whereTyped)
    await bot.stop()
    expect(proxy.asked).toEqual([])
  })

  it('when newkey uses Socket Mode, then the web socket goes through the proxy too', async () => {
    stage.env.SLACK_APP_TOKEN = 'xapp-e2e'
    delete stage.env.SLACK_SIGNING_SECRET
    const bot = await stage.start()
    await stage.socket.connected()
    await stage.socket.deliver(stage.slack.command(ADA, 'payments-svc'))
    await stage.sees(ADA, whereTyped)
    expect(await bot.stop()).toBe(0)
    const { host } = new URL(stage.env.SLACK_API_URL ?? '')
    const tunnels = proxy.asked.filter(({ line }) => line === `CONNECT ${host}`)
    expect(tunnels).toHaveLength(1)
    expect(tunnels[0]?.login).toMatch(/^Basic /)
    expect(stage.twilio.keys.size).toBe(1)
  })

  it('when the proxy’s address is wrong, then newkey doesn’t start, and says which setting and not its value', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM], {
      cwd: stage.folder,
      env: { ...stage.env, HTTP_PROXY: 'ada:hidden-word@proxy:3128' },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('- HTTP_PROXY must be the address of an HTTP proxy')
    expect(stderr).not.toContain('hidden')
  })
})
