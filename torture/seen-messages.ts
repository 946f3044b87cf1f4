import { z } from 'zod'
import type { Exchange } from '../sandbox/exchange.ts'

/** A message that Slack took, as far as it says what it is about. */
export interface SeenMessage {
  /** Where it stands in its channel; undefined for an answer at a response_url. */
  readonly ts: string | undefined
  /** What notifications say. */
  readonly text: string
  /** Every text in its blocks. */
  readonly words: ReadonlySet<string>
  /** Its buttons, each as its action and its value. */
  readonly buttons: ReadonlySet<string>
}

const message = z.object({
  text: z.string(),
  blocks: z.array(z.unknown()).default([]),
  ts: z.string().optional(),
})
const element = z.object({ text: z.string() })
const button = z.object({ action_id: z.string(), value: z.string() })

/** What each exchange turned out to be. They don't change, and are looked at again and again. */
const known = new WeakMap<Exchange, SeenMessage | undefined>()

/** The messages that Slack took: posts, updates and answers at a response_url. */
export function messagesIn(exchanges: readonly Exchange[]): SeenMessage[] {
  return exchanges.flatMap((exchange) => {
    if (!known.has(exchange)) known.set(exchange, read(exchange))
    return known.get(exchange) ?? []
  })
}

function read({ request, fate }: Exchange): SeenMessage | undefined {
  if (fate.kind !== 'answer' || fate.status !== 200) return undefined
  const isMethod = request.path.startsWith('/api/')
  if (isMethod && !/\/chat\.(postMessage|update)$/.test(request.path)) return undefined
  if (isMethod && !fate.body.includes('"ok":true')) return undefined
  const parsed = message.safeParse(bodyOf(request.body)).data
  if (!parsed) return undefined
  const [words, buttons] = [new Set<string>(), new Set<string>()]
  collect(parsed.blocks, words, buttons)
  const ts = isMethod ? (parsed.ts ?? /"ts":"([\d.]+)"/.exec(fate.body)?.[1]) : undefined
  return { ts, text: parsed.text, words, buttons }
}

/** Slack's client sends forms with the blocks as JSON in them, newkey's own requests are JSON. */
function bodyOf(body: string): unknown {
  if (body.startsWith('{')) return JSON.parse(body)
  const form = Object.fromEntries(new URLSearchParams(body))
  return typeof form.blocks === 'string' ? { ...form, blocks: JSON.parse(form.blocks) } : form
}

function collect(part: unknown, words: Set<string>, buttons: Set<string>): void {
  if (typeof part !== 'object' || part === null) return
  const text = element.safeParse(part).data
  if (text) words.add(text.text)
  const pressed = button.safeParse(part).data
  if (pressed) buttons.add(`${pressed.action_id} ${pressed.value}`)
  for (const inner of Object.values(part)) collect(inner, words, buttons)
}
