import { z } from 'zod'

/**
 * The blocks that newkey uses, with Slack's limits (Slack docs: "Block Kit reference"). Anything else is refused here, also
 * what Slack would take: what newkey comes to use is added when it does.
 */
const plain = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  })
const words = (most: number) =>
  z.union([plain(most), z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most) })])
const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial()
  .optional()

const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('link'),
    url: z.url({ protocol: /^https?$/ }),
    text: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW]/), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string().regex(/^S/), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string().regex(/^C/), style }),
  z.strictObject({
    type: z.literal('date'),
    // Seconds up to where JavaScript's dates end.
    timestamp: z.number().int().min(0).max(8_640_000_000_000),
    format: z.string().regex(/\{[^{}]+\}/),
    fallback: z.string().optional(),
    style,
  }),
])
const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline) })
const richText = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(inline).min(1) }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(inline).min(1) }),
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(section).min(1),
  }),
])
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: z.string().min(1).max(255),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z
    .strictObject({
      title: plain(100),
      text: words(300),
      confirm: plain(30),
      deny: plain(30),
      style: z.enum(['primary', 'danger']).optional(),
    })
    .optional(),
})
const option = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
})
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: z.string().min(1).max(255),
  options: z.array(option).min(1).max(5),
})
/** What can be pressed in a message or a view. */
const pressable = z.discriminatedUnion('type', [button, overflow])

const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: z.string().min(1).max(255),
  multiline: z.boolean().optional(),
  initial_value: z.string().max(3000).optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
  placeholder: plain(150).optional(),
})
const select = z.strictObject({
  type: z.literal('static_select'),
  action_id: z.string().min(1).max(255),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  placeholder: plain(150).optional(),
})
const id = z.string().min(1).max(255).optional()

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150), block_id: id }),
  z.strictObject({ type: z.literal('section'), text: words(3000), block_id: id }),
  z.strictObject({ type: z.literal('context'), elements: z.array(words(3000)).min(1).max(10), block_id: id }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(richText).min(1), block_id: id }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(pressable)
      .min(1)
      .max(25)
      .refine((all) => new Set(all.map((one) => one.action_id)).size === all.length),
    block_id: id,
  }),
  z.strictObject({
    type: z.literal('input'),
    label: plain(2000),
    element: z.discriminatedUnion('type', [textInput, select]),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    block_id: id,
  }),
])
export type Block = z.infer<typeof block>
export type Pressable = z.infer<typeof pressable>

/** At most so many blocks, each with an id that no other has. */
export const blocksUpTo = (most: number) =>
  z
    .array(block)
    .max(most)
    .refine((all) => {
      const ids = all.flatMap((one) => one.block_id ?? [])
      return new Set(ids).size === ids.length
    })
const blocks = blocksUpTo(50)

/** @returns the blocks that were sent, as JSON or already parsed; undefined where Slack would refuse them */
export function readBlocks(sent: unknown): Block[] | undefined {
  if (sent === undefined) return []
  let value = sent
  if (typeof sent === 'string') {
    try {
      value = JSON.parse(sent)
    } catch {
      return undefined
    }
  }
  return blocks.safeParse(value).data
}

/** What can be pressed under a certain id, in blocks that somebody sees. */
export function findPressable(shown: readonly Block[], actionId: string): Pressable | undefined {
  const rows = shown.flatMap((one) => (one.type === 'actions' ? one.elements : []))
  return rows.find((one) => one.action_id === actionId)
}
