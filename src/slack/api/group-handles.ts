import { z } from 'zod'
import type { Log } from '../../log.ts'
import { callSlack, type SlackClients } from './client.ts'

const answer = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) })

/**
 * Finds the ids of groups that a setting names by handle, so that the error message can say what to write instead.
 * @returns the ids by handle, including the `@`, without handles that Slack doesn't know; empty when Slack doesn't answer
 */
export async function findGroupHandles(
  deps: { readonly clients: SlackClients; readonly log: Log },
  handles: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const reply = await callSlack(deps, 'usergroups.list', answer, () => deps.clients.reads.usergroups.list({}))
  const groups = reply.kind === 'ok' ? reply.value.usergroups : []
  return new Map(
    groups
      .map(({ id, handle }) => [`@${handle}`, id] as const)
      .filter(([handle]) => handles.includes(handle)),
  )
}
