import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Fate, WireRequest } from '../sandbox/exchange.ts'
import { startChild } from './child-process.ts'
import type { Figure } from './figure.ts'
import { CREDENTIALS, openStage, PEOPLE, pause, type Stage, sendTo } from './stage.ts'

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

/** Every form in which a text may stand somewhere. */
function forms(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    // Of each of the three ways in which base64 may begin, the part that doesn't hang on its neighbours.
    Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/=+$/, '')
      .slice(0, -3),
  )
  const url = base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = Buffer.from(text).toString('hex')
  const json = JSON.stringify(text).slice(1, -1)
  const utf16 = Buffer.from(text, 'utf16le').toString('latin1')
  return [
    ...new Set([text, ...base64, ...url, hex, hex.toUpperCase(), encodeURIComponent(text), json, utf16]),
  ]
}

const contents = (folder: string, fits: (name: string) => boolean): readonly (readonly [string, string])[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(fits)
    .flatMap((name) => {
      try {
        return [[name, readFileSync(join(folder, name), 'latin1')] as const]
      } catch {
        return []
      }
    })

/** Where a secret or a credential stands that it shouldn't. */
function hits(
  places: readonly (readonly [string, string])[],
  texts: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(texts).flatMap(([what, text]) =>
    places.flatMap(([name, content]) =>
      forms(text).some((form) => content.includes(form)) ? [`${what} in ${name}`] : [],
    ),
  )
}

/** The steps that fail after the secret is in hand, with far sides that say again all they were told. */
const SCENES: Readonly<Record<string, (request: WireRequest, fate: Fate) => Fate>> = {
  'all is well': (_, fate) => fate,
  'Slack echoes the secret in an error': (request, fate) =>
    request.path.endsWith('chat.postEphemeral') ? echo(200, { ok: false, error: request.body }) : fate,
  'Slack echoes it with a 500': (request, fate) =>
    request.path.endsWith('chat.postEphemeral') ? echo(500, request.body) : fate,
  'Slack hangs': (request, fate) => (request.path.endsWith('chat.postEphemeral') ? { kind: 'hang' } : fate),
  'Slack breaks the connection': (request, fate) =>
    request.path.endsWith('chat.postEphemeral') ? { kind: 'reset' } : fate,
  'Twilio’s answer ends in the middle': (request, fate) =>
    request.path.endsWith('Keys.json') && fate.kind === 'answer'
      ? { ...fate, body: fate.body.slice(0, -3) }
      : fate,
  'Twilio’s answer is not the documented one': (request, fate) =>
    request.path.endsWith('Keys.json') && fate.kind === 'answer'
      ? { ...fate, body: fate.body.replace('"sid"', '"id"') }
      : fate,
  'Twilio deletes nothing': (request, fate) =>
    request.path.endsWith('chat.postEphemeral') || request.method === 'DELETE' ? echo(503, request) : fate,
  'the card can’t be posted': (request, fate) =>
    request.path.endsWith('chat.postMessage')
      ? echo(200, { ok: false, error: 'internal_error', echo: request })
      : fate,
}
const echo = (status: number, body: unknown): Fate => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** One scene as a process at its loudest, with everything it left behind. */
async function play(name: string, stage: Stage): Promise<string[]> {
  const scene = SCENES[name] ?? ((_, fate) => fate)
  const between = (handle: (request: WireRequest) => Fate) => (request: WireRequest) =>
    scene(request, handle(request))
  stage.between = { slack: between, twilio: between }
  const loud = {
    LOG_LEVEL: 'trace',
    DEBUG: '*',
    SLACK_LOG_LEVEL: 'debug',
  }
  const child = await startChild(stage, loud, [
    '--heapsnapshot-signal=SIGUSR2',
    '--report-on-signal',
    '--report-signal=SIGHUP',
  ])
  const signed = stage.slack.command(PEOPLE[0] ?? '', 'payments-svc')
  await sendTo(child.url ?? '', signed)
  await child.idle()
  await pause(1_000)
  const memory = readdirSync(stage.folder).length
  child.process.kill('SIGUSR2')
  child.process.kill('SIGHUP')
  while (readdirSync(stage.folder).length < memory + 2) await pause(50)
  await child.idle()
  const copy = join(stage.folder, 'backup.db')
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'audit', 'backup', copy], {
    env: { ...stage.env },
    stdio: 'pipe',
  })
  // While it runs, so that the log that SQLite writes ahead is still there.
  const files = contents(stage.folder, (file) => !file.endsWith('.heapsnapshot'))
  const heap = contents(stage.folder, (file) => file.endsWith('.heapsnapshot'))
  await child.end('SIGTERM')

  const secrets = Object.fromEntries(
    stage.twilio.exchanges.flatMap(({ fate }, number) =>
      secretOf(fate).map((secret) => [`secret ${number}`, secret]),
    ),
  )
  const form = new URLSearchParams(signed.body)
  const { botToken, signingSecret, authToken } = CREDENTIALS
  const address = new URL(form.get('response_url') ?? '').pathname
  const credentials = {
    botToken,
    signingSecret,
    authToken,
    response_url: address,
    trigger_id: form.get('trigger_id') ?? '',
    token: form.get('token') ?? '',
  }
  const requests = [...stage.slack.exchanges, ...stage.twilio.exchanges].map(({ request }) =>
    JSON.stringify(request),
  )
  const carried = Object.values(secrets).map(
    (secret) => requests.filter((request) => forms(secret).some((one) => request.includes(one))).length,
  )
  const output = [['the output', child.output()] as const]
  return [
    ...hits([...output, ...files, ...heap], secrets),
    ...hits([...output, ...files], credentials),
    ...carried.filter((times) => times > 1).map((times) => `a secret left in ${times} requests`),
    ...(name === 'all is well' && carried[0] !== 1 ? ['the secret did not leave'] : []),
  ].map((hit) => `${name}: ${hit}`)
}

/** The fakes say a secret once: in the answer to its creation, whatever became of that on its way. */
const secretOf = (fate: Fate): string[] =>
  fate.kind === 'answer' ? (/"secret":"(\w+)"/.exec(fate.body)?.slice(1) ?? []) : []

/** Searches everything that a loud process leaves behind, its memory too. */
export const canary: Figure = {
  name: 'canary',
  runs: Object.keys(SCENES).length,
  short: 2,
  run: async (runs) => {
    const violations: string[] = []
    for (const name of Object.keys(SCENES).slice(0, runs)) {
      const stage = await openStage(400)
      violations.push(...(await play(name, stage)))
      await stage.close()
    }
    return {
      seen: `${runs} scenes; output, database, backup, report and heap searched in ${forms('a secret').length} forms`,
      violations,
    }
  },
}
