import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Fate } from '../exchange.ts'
import { readBlocks } from './blocks.ts'
import type { Screens } from './screen.ts'
import { json } from './trouble.ts'

/** What a response_url belongs to: where something was typed, or the message in which a button was pressed. */
interface Origin {
  readonly user: string
  readonly channel: string
  readonly message?: string
}

export interface ResponseUrls {
  /** A new address; `kind` as Slack names its paths. */
  mint(kind: 'commands' | 'actions', origin: Origin): string
  use(path: string, body: string): Fate
}

/** Slack docs: "Handling user interaction": five answers within thirty minutes. */
const USES = 5
const LIFE_MS = 30 * 60_000

const answer = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
})

export function createResponseUrls(options: {
  readonly url: string
  readonly team: string
  readonly now: () => number
  readonly screens: Screens
}): ResponseUrls {
  const minted = new Map<
    string,
    { readonly origin: Origin; readonly at: number; used: number; shown?: string }
  >()
  return {
    mint: (kind, origin) => {
      const path = `/${kind}/${options.team}/${minted.size + 1}/${randomBytes(12).toString('hex')}`
      minted.set(path, { origin, at: options.now(), used: 0 })
      return options.url + path
    },
    use: (path, body) => {
      const found = minted.get(path)
      if (!found || options.now() - found.at > LIFE_MS) return json(404, { ok: false, error: 'expired_url' })
      if (found.used >= USES) return json(404, { ok: false, error: 'used_url' })
      const parsed = answer.safeParse(parse(body))
      if (!parsed.success) return json(400, { ok: false, error: 'invalid_payload' })
      const blocks = readBlocks(parsed.data.blocks)
      if (!blocks) return json(400, { ok: false, error: 'invalid_blocks' })
      found.used += 1
      const { text, response_type, replace_original, delete_original } = parsed.data
      const { user, channel, message } = found.origin
      const { screens } = options
      // What was clicked can be replaced or deleted, and what was last said through this address can be replaced: for an
      // ephemeral message there is no other way.
      const original = message ?? found.shown
      if (message !== undefined && delete_original) screens.remove(message)
      else if (original !== undefined && replace_original) screens.replace(original, text, blocks)
      else if (!delete_original) {
        const ephemeral = response_type === 'ephemeral'
        const said = { channel, ephemeral, text, blocks, via: 'response_url' } as const
        found.shown = screens.show(said, ephemeral ? user : undefined).ts
      }
      return { kind: 'answer', status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }
    },
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
