import { z } from 'zod'
import { parseJson } from './json.ts'

/** Slack's commands have about fifteen fields (Slack docs: "Slash commands"); clicks have one. */
const MOST_FIELDS = 100

/** What Slack sent. */
export type ParsedBody =
  | { readonly kind: 'payload'; readonly body: Record<string, unknown> }
  /** Slack checks that the address is ours (Slack docs: "url_verification"). */
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** Slack checks the certificate; there is nothing to do (Slack docs: "Slash commands"). */
  | { readonly kind: 'ssl_check' }
  | { readonly kind: 'unreadable' }

const object = z.record(z.string(), z.unknown())
const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) })

/** Reads a body whose signature has been checked: a form for commands and clicks, JSON for events. */
export function parseBody(contentType: string | undefined, bytes: Uint8Array): ParsedBody {
  const text = new TextDecoder().decode(bytes)
  if (contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json') return jsonBody(text)
  const form = fields(text)
  if (!form) return { kind: 'unreadable' }
  if (form.ssl_check !== undefined && form.command === undefined) return { kind: 'ssl_check' }
  if (form.payload === undefined) return { kind: 'payload', body: form }
  return typeof form.payload === 'string' ? jsonBody(form.payload) : { kind: 'unreadable' }
}

function jsonBody(text: string): ParsedBody {
  const json = parseJson(text)
  const asked = challenge.safeParse(json)
  if (asked.success) return { kind: 'challenge', challenge: asked.data.challenge }
  const body = object.safeParse(json)
  return body.success ? { kind: 'payload', body: body.data } : { kind: 'unreadable' }
}

/**
 * Reads a form in one pass. A field that occurs twice becomes a list, which no listener accepts as a string.
 * @returns undefined for a form with more fields than Slack sends
 */
function fields(text: string): Record<string, string | readonly string[]> | undefined {
  const form = new URLSearchParams(text)
  if (form.size > MOST_FIELDS) return undefined
  const values = new Map<string, string | readonly string[]>()
  for (const [name, value] of form) {
    const earlier = values.get(name)
    values.set(name, earlier === undefined ? value : [...[earlier].flat(), value])
  }
  return Object.fromEntries(values)
}
