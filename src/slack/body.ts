import { z } from 'zod'

export type ParsedBody =
  | { readonly kind: 'payload'; readonly body: Record<string, unknown> }
  /** Slack asks whether the address is ours (Slack docs: "url_verification"). */
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** Slack checks the certificate; nothing is to be done (Slack docs: "Slash commands"). */
  | { readonly kind: 'ssl_check' }
  | { readonly kind: 'unreadable' }

const object = z.record(z.string(), z.unknown())
const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) })

/** Reads a body whose signature has been checked: a form for commands and clicks, JSON for events. */
export function parseBody(contentType: string | undefined, bytes: Uint8Array): ParsedBody {
  const text = new TextDecoder().decode(bytes)
  if (contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json') return parseJson(text)
  const form = fields(text)
  if (form.ssl_check !== undefined && form.command === undefined) return { kind: 'ssl_check' }
  if (form.payload === undefined) return { kind: 'payload', body: form }
  return typeof form.payload === 'string' ? parseJson(form.payload) : { kind: 'unreadable' }
}

function parseJson(text: string): ParsedBody {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { kind: 'unreadable' }
  }
  const asked = challenge.safeParse(json)
  if (asked.success) return { kind: 'challenge', challenge: asked.data.challenge }
  const body = object.safeParse(json)
  return body.success ? { kind: 'payload', body: body.data } : { kind: 'unreadable' }
}

/** A field that comes twice becomes a list, which no listener takes for a string. */
function fields(text: string): Record<string, string | readonly string[]> {
  const form = new URLSearchParams(text)
  const entries = [...new Set(form.keys())].map((key): [string, string | readonly string[]] => {
    const values = form.getAll(key)
    return [key, values.length === 1 ? (values[0] ?? '') : values]
  })
  return Object.fromEntries(entries)
}
