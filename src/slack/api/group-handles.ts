import { z } from 'zod'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

const answer = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) })

/**
 * Finds the ids of groups that a setting names by handle, so that the refusal can say what to write instead.
 * @returns ids by handle, with its `@`; what Slack doesn't know or say isn't in it
 */
export async function findGroupHandles(
  deps: { readonly clients: SlackClients; readonly log: Log },
  handles: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const reply = await callSlack(deps.log, 'usergroups.list', answer, () =>
    deps.clients.reads.usergroups.list({}),
  )
  const groups = reply.kind === 'ok' ? reply.value.usergroups : []
  return new Map(
    groups
      .map(({ id, handle }) => [`@${handle}`, id] as const)
      .filter(([handle]) => handles.includes(handle)),
  )
}
