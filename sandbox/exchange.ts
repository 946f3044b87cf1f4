/** A request as it went over the wire. Header names are lower-case; the path has its query. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The outcome of a request: an answer, no answer, a broken connection, or headers with nothing after them. */
export type Fate =
  | ({ readonly kind: 'answer'; readonly delayMs?: number } & WireAnswer)
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall'; readonly status: number }

/** A request with its outcome; `at` in ms. */
export interface Exchange {
  readonly at: number
  readonly request: WireRequest
  readonly fate: Fate
}
