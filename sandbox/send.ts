import type { Signed } from './slack/signed.ts'

/** How the app answered Slack. */
export interface AppAnswer {
  readonly status: number | 'timeout' | 'unreachable'
  readonly body: string
}

/** How long Slack waits for an answer (ms) (Slack docs: "Slash commands"). */
const PATIENCE_MS = 3_000

/** Sends the app something from Slack, as Slack does. */
export async function sendToApp(url: string, { path, headers, body }: Signed): Promise<AppAnswer> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const answer = await fetch(url + path, { method: 'POST', headers, body, signal })
    return { status: answer.status, body: await answer.text() }
  } catch {
    return { status: signal.aborted ? 'timeout' : 'unreachable', body: '' }
  }
}
