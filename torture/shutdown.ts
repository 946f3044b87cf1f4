import { startChild } from './child-process.ts'
import { readRows } from './evidence.ts'
import type { Figure } from './figure.ts'
import { settled } from './invariants.ts'
import { openStage, PEOPLE, pause, sendTo, settle } from './stage.ts'

const LONGEST_MS = 10_000
const COMMANDS = 20

/** The steps of the flow, each of which is made slow in turn, so that the signal finds requests in every state. */
const STEPS = [
  'users.info',
  'conversations.open',
  'create',
  'chat.postEphemeral',
  'chat.postMessage',
  'response_url',
  'nothing',
] as const

/** Whether the log of a process has an intent behind the line that says it is stopping. */
const intentAfterStop = (output: string): boolean =>
  /"event":"intent"/.test(output.slice(output.indexOf('newkey is stopping')))

/** SIGTERM under load, in every state. */
export const shutdown: Figure = {
  name: 'shutdown',
  runs: 35,
  short: 4,
  run: async (runs, random) => {
    const violations: string[] = []
    let slowest = 0
    for (let run = 0; run < runs; run++) {
      const stage = await openStage(400)
      const step = STEPS[run % STEPS.length] ?? 'nothing'
      if (step === 'create')
        stage.twilio.trouble.set(
          'create',
          random.below(2) ? { kind: 'hang', made: true } : { kind: 'slow', delayMs: 200 },
        )
      else stage.slack.trouble.set(step, { kind: 'hang', after: random.below(COMMANDS) })
      // Every other time Twilio may take as long as it really may: longer than a stop waits.
      const child = await startChild(stage, { TORTURE_DEADLINE: run % 2 === 0 ? '400' : '10000' })
      const { url = '' } = child
      const sent = Array.from({ length: COMMANDS }, (_, number) =>
        sendTo(url, stage.slack.command(random.pick(PEOPLE), `svc-${number}`)),
      )
      await pause(random.below(300))
      const began = performance.now()
      const ended = child.end('SIGTERM')
      // A busy process takes the signal when it comes to it.
      while (!child.output().includes('newkey is stopping') && child.process.exitCode === null) await pause(5)
      // Whoever comes now is too late: no request of theirs is taken.
      const late = await Promise.all(
        [0, 1, 2].map((number) => sendTo(url, stage.slack.command(random.pick(PEOPLE), `late-${number}`))),
      )
      const code = await ended
      const took = performance.now() - began
      slowest = Math.max(slowest, took)
      await Promise.all(sent)
      if (took > LONGEST_MS) violations.push(`${step}: it took ${took.toFixed(0)} ms`)
      if (code !== 0) violations.push(`${step}: it ended with ${code}`)
      if (late.some((status) => status === 200)) violations.push(`${step}: a late command was acked`)
      if (readRows(stage.file).requests.some(({ name }) => name.startsWith('late')))
        violations.push(`${step}: a late command was kept`)
      if (intentAfterStop(child.output())) violations.push(`${step}: a key was begun after the signal`)
      await settle(stage)
      violations.push(...(await settled(stage)).map((violation) => `${step}: ${violation}`))
      await stage.close()
    }
    return { seen: `${runs} signals under load, slowest exit ${(slowest / 1000).toFixed(1)} s`, violations }
  },
}
