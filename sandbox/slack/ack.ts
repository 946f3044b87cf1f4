import { z } from 'zod'
import { type Block, readBlocks } from './blocks.ts'

/** How an app answers a command at once (Slack docs: "Slash commands"). */
const answer = z.object({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
})

export interface Ack {
  readonly text: string
  readonly blocks: Block[]
  readonly ephemeral: boolean
}

/** @returns the words of an answer, or undefined for one that Slack doesn't take */
export function readAck(body: string): Ack | undefined {
  if (!body.startsWith('{')) return { text: body, blocks: [], ephemeral: true }
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  const { data } = answer.safeParse(json)
  const blocks = data && readBlocks(data.blocks)
  return blocks && { text: data.text, blocks, ephemeral: data.response_type === 'ephemeral' }
}
