import type { WireAnswer } from '../exchange.ts'

/** A key at Twilio. Its secret is kept here only so that the account can tell whether it was used rightly. */
export interface FakeKey {
  readonly sid: string
  friendlyName: string
  /** Instants (ms), whole seconds. */
  readonly dateCreated: number
  dateUpdated: number
  readonly secret: string
}

/** RFC 2822, in GMT, as Twilio writes its dates (Twilio OpenAPI, twilio_api_v2010). */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

/** A key as Twilio shows it: never its secret. */
export function shown(key: FakeKey): Record<string, string> {
  return {
    sid: key.sid,
    friendly_name: key.friendlyName,
    date_created: rfc2822(key.dateCreated),
    date_updated: rfc2822(key.dateUpdated),
  }
}

export function json(status: number, body: object): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** An error (Twilio docs: "REST API: Error responses"). */
export function failure(status: number, code: number, message: string): WireAnswer {
  return json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}

export interface KeyPage {
  readonly number: number
  readonly size: number
}

/** One page of keys (Twilio OpenAPI: ListKeyResponse; Twilio docs: "Paging"). */
export function listPage(path: string, keys: readonly FakeKey[], { number, size }: KeyPage): WireAnswer {
  const start = number * size
  const page = keys.slice(start, start + size)
  const uri = (at: number): string => `${path}?PageSize=${size}&Page=${at}`
  return json(200, {
    keys: page.map(shown),
    first_page_uri: uri(0),
    next_page_uri:
      start + size < keys.length ? `${uri(number + 1)}&PageToken=PA${page.at(-1)?.sid ?? ''}` : null,
    previous_page_uri: number > 0 ? uri(number - 1) : null,
    uri: uri(number),
    page: number,
    page_size: size,
    start,
    end: Math.max(start + page.length - 1, 0),
  })
}
