import { z } from 'zod'
import type { Checkpoint } from '../../audit/verify.ts'
import type { ChannelId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import { code, lines, prose } from '../messages/rich-text.ts'
import { callSlack, type SlackClients } from './client.ts'

/** Slack docs: chat.postMessage. */
const answer = z.object({ ok: z.literal(true) })

/**
 * Creates a function that posts checkpoints to the audit channel, out of reach of anybody who can change the database.
 * It resolves to whether Slack accepted the post, and doesn't throw.
 */
export function createAuditChannel(deps: {
  readonly clients: SlackClients
  readonly channel: ChannelId
  readonly log: Log
}): (checkpoint: Checkpoint) => Promise<boolean> {
  return async ({ seq, hash }) => {
    const message = {
      text: `Checkpoint of newkey's audit log: ${seq} records.`,
      blocks: [
        prose([
          `newkey’s audit log has ${seq} records. To prove later that none of them was changed, run `,
          code('newkey audit verify --since'),
          ' with',
        ]),
        lines(`${seq}:${hash}`),
      ],
    }
    const post = () => deps.clients.writes.chat.postMessage({ channel: deps.channel, ...message })
    const reply = await callSlack(deps, 'chat.postMessage', answer, post, true)
    return reply.kind === 'ok'
  }
}
