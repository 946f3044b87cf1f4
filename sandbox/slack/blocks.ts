import { z } from 'zod'

/** The blocks that Slack takes, with its limits (Slack docs: "Block Kit reference"); anything else is `invalid_blocks`. */
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
    timestamp: z.number().int(),
    format: z.string().regex(/\{.+\}/),
    fallback: z.string().optional(),
    url: z.string().optional(),
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
  url: z.string().max(3000).optional(),
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
const id = z.string().max(255).optional()

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150), block_id: id }),
  z.strictObject({ type: z.literal('section'), text: words(3000), block_id: id }),
  z.strictObject({ type: z.literal('context'), elements: z.array(words(3000)).min(1).max(10), block_id: id }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({ type: z.literal('rich_text'), elements: z.array(richText).min(1), block_id: id }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(button)
      .min(1)
      .max(25)
      .refine((buttons) => new Set(buttons.map((one) => one.action_id)).size === buttons.length),
    block_id: id,
  }),
])
const blocks = z.array(block).max(50)

/** @returns the blocks that were sent, as JSON or already parsed; undefined where Slack would refuse them */
export function readBlocks(sent: unknown): z.infer<typeof blocks> | undefined {
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

/** A button with a certain id, in blocks that somebody sees. */
export function findButton(shown: readonly unknown[], actionId: string): z.infer<typeof button> | undefined {
  const rows = readBlocks(shown)?.flatMap((one) => (one.type === 'actions' ? one.elements : [])) ?? []
  return rows.find((one) => one.action_id === actionId)
}
