import { z } from 'zod'
import { parseJson } from './json.ts'

/** What Slack sends over the socket (Slack docs: "Using Socket Mode"). */
export type Frame =
  /** The connection is ready. */
  | { readonly kind: 'hello' }
  /** Slack is about to close the connection. The reason is a word such as `warning`, or `unknown`. */
  | { readonly kind: 'disconnect'; readonly reason: string }
  | Envelope

/** A command, a click or an event. Slack sends it again if it isn't acked, with the same id or a new one. */
export interface Envelope {
  readonly kind: 'envelope'
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
}

const type = <T extends string>(...types: T[]) => z.enum(types)
const id = z.string()

const frame = z.union([
  z.object({ type: type('hello') }).transform((): Frame => ({ kind: 'hello' })),
  z
    // Only a word is logged. Whatever else the reason is, Slack is about to close the connection.
    .object({
      type: type('disconnect'),
      reason: z
        .string()
        .regex(/^[a-z_]{2,60}$/)
        .catch('unknown'),
    })
    .transform(({ reason }): Frame => ({ kind: 'disconnect', reason })),
  z
    .object({
      type: type('slash_commands', 'interactive'),
      envelope_id: id,
      payload: z.record(z.string(), z.unknown()),
    })
    .transform(envelopeOf),
  z
    .object({
      type: type('events_api'),
      envelope_id: id,
      payload: z.looseObject({ event: z.looseObject({ type: z.string() }) }),
    })
    .transform(envelopeOf),
])

function envelopeOf(read: {
  readonly envelope_id: string
  readonly payload: Readonly<Record<string, unknown>>
}): Frame {
  return { kind: 'envelope', id: read.envelope_id, payload: read.payload }
}

/** Reads a frame. @returns undefined if it isn't as Slack documents it */
export const readFrame = (text: string): Frame | undefined => frame.safeParse(parseJson(text)).data
