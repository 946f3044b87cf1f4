import { z } from 'zod'
import type { DirectMessages } from '../keys/direct-messages.ts'
import type { Log } from '../keys/log.ts'
import { isChannelId } from '../keys/request.ts'
import { callSlack, type SlackClients } from './client.ts'

/** Slack docs: conversations.open. */
const answer = z.object({ channel: z.object({ id: z.string().refine(isChannelId) }) })

export function createDirectMessages(deps: {
  readonly clients: SlackClients
  readonly log: Log
}): DirectMessages {
  return {
    open: async (user) => {
      const reply = await callSlack(deps.log, 'conversations.open', answer, () =>
        deps.clients.writes.conversations.open({ users: user }),
      )
      return reply.kind === 'ok' ? reply.value.channel.id : undefined
    },
  }
}
