import { type Logger, LogLevel, webApi } from '@slack/bolt'
import { z } from 'zod'
import { NO_ANSWER, type NoAnswer, REFUSED_FOR_GOOD } from '../../domain/no-answer.ts'
import type { Log } from '../../log.ts'
import type { ProxyFor } from '../../proxies.ts'
import type { Secret } from '../../secret.ts'
import { type AppSetup, createAppSetup } from './app-setup.ts'
import { createFetch } from './fetch-once.ts'
import { createRateLimits, HeldBack, RATE_LIMITED, type RateLimits, waitOf } from './rate-limits.ts'

/** How to reach Slack's Web API. */
export interface SlackSettings {
  readonly token: Secret
  /** With a slash at the end, such as `https://slack.com/api/`. */
  readonly apiUrl: string
  /** Finds the proxy for an address; undefined if there are no proxies. */
  readonly proxyFor?: ProxyFor | undefined
}

/** How long one call to Slack may take (ms). */
const CALL_MS = 2_500

/** Bolt, its WebClient and its socket log what they send and receive, so they get a logger that drops everything. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => LogLevel.ERROR,
}

/**
 * The options of every WebClient: limited time, attempts and answer size, only one address, no logging. The client's own
 * timeout stays off: the deadline is in our fetch, which also covers reading the answer.
 * @param retries how many times a failed call is repeated
 * @param timeout how long one attempt may take (ms)
 */
export function clientOptions(
  apiUrl: string,
  retries: number,
  timeout = CALL_MS,
  proxyFor?: ProxyFor,
): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    fetch: createFetch(timeout, proxyFor),
    retryConfig: { retries, minTimeout: 100, maxTimeout: 100 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: SILENT,
  }
}

/** `reads` repeats a failed call once, since asking twice does no harm; `writes` never does. */
export interface SlackClients {
  readonly reads: webApi.WebClient
  readonly writes: webApi.WebClient
  /** What all answers have said about the app. */
  readonly setup: AppSetup
}

/** Creates the clients, which share their rate limits. @param timeout how long one attempt may take (ms) */
export function createClients(
  settings: SlackSettings,
  timeout?: number,
  monotonic: () => number = () => performance.now(),
): SlackClients {
  const limits = createRateLimits(monotonic)
  const client = (retries: number) =>
    new PatientClient(
      settings.token.reveal(),
      clientOptions(settings.apiUrl, retries, timeout, settings.proxyFor),
      limits,
    )
  return { reads: client(1), writes: client(0), setup: createAppSetup(monotonic) }
}

/** A WebClient that doesn't call a method while Slack has asked to wait. All the library's methods go through `apiCall`. */
class PatientClient extends webApi.WebClient {
  private readonly limits: RateLimits

  constructor(token: string, options: webApi.WebClientOptions, limits: RateLimits) {
    super(token, options)
    this.limits = limits
  }

  override async apiCall(
    method: string,
    options?: Record<string, unknown>,
  ): Promise<webApi.WebAPICallResult> {
    const wait = this.limits.heldFor(method)
    if (wait !== undefined) throw new HeldBack(wait)
    try {
      return await super.apiCall(method, options)
    } catch (error) {
      this.limits.record(method, error)
      throw error
    }
  }
}

/** The result of one call. `why`: whether it is any use to try again, and when. */
export type SlackReply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: string; readonly why: NoAnswer }

/**
 * Makes one call to Slack and parses its answer with `schema`. Of a fault it logs only the code and the scopes that are
 * missing; for one that lasts until an operator acts, also what to do. It doesn't throw.
 * @param method the name of the method, for the log
 * @param inAuditChannel whether the call is about the audit channel
 */
export async function callSlack<T>(
  { clients: { setup }, log }: { readonly clients: Pick<SlackClients, 'setup'>; readonly log: Log },
  method: string,
  schema: z.ZodType<T>,
  call: () => Promise<unknown>,
  inAuditChannel = false,
): Promise<SlackReply<T>> {
  try {
    const answer = await call()
    setup.accepted(log, method, grantedIn(answer))
    const parsed = schema.safeParse(answer)
    if (parsed.success) return { kind: 'ok', value: parsed.data }
    log.warn('A call to Slack failed', { method, fault: 'unreadable_answer' })
    return { kind: 'failed', fault: 'unreadable_answer', why: NO_ANSWER }
  } catch (error) {
    const fault = faultOf(error)
    const waitMs = error instanceof HeldBack ? error.waitMs : waitOf(error)
    const data = platformError.safeParse(error).data?.data
    if (data) {
      const refusal = { method, fault, needed: data.needed, granted: grantedIn(data), inAuditChannel }
      if (setup.refused(log, refusal)) return { kind: 'failed', fault, why: REFUSED_FOR_GOOD }
    }
    // A call that is held back was logged once, when Slack asked to wait.
    if (!(error instanceof HeldBack)) log.warn('A call to Slack failed', { method, fault })
    return { kind: 'failed', fault, why: { kind: 'no_answer', cause: 'passing', waitMs } }
  }
}

/** Slack's error codes are lower-case words (Slack docs: each method's "Errors"). Anything else is never logged. */
export const slackErrorCode = z.string().regex(/^[a-z_]{2,60}$/)

/** A scope, such as `usergroups:read` (Slack docs: "Scopes"). Anything else is never logged. */
const scope = z.string().regex(/^[a-z][a-z_.]{1,39}(:[a-z][a-z_.]{0,39}){0,3}$/)
/** The scopes that Slack says a call needs, with commas between them (Slack docs: "Web API", missing_scope). */
export const neededScopes = z
  .string()
  .max(1_000)
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(scope))
  .catch([])
/** The scopes of the token, which the library reads from the header `x-oauth-scopes`. */
const granted = z.object({ response_metadata: z.object({ scopes: z.array(scope).min(1) }) })
/** Reads the header `x-oauth-scopes`. @returns undefined if it isn't there or isn't as Slack documents it */
export function scopesInHeader(header: unknown): readonly string[] | undefined {
  const scopes = neededScopes.parse(header)
  return scopes.length > 0 ? scopes : undefined
}
const grantedIn = (answer: unknown): readonly string[] | undefined =>
  granted.safeParse(answer).data?.response_metadata.scopes

const platformError = z.object({
  data: z.looseObject({ error: slackErrorCode, needed: neededScopes }),
})
const httpError = z.object({ statusCode: z.number().int() })
const codedError = z.object({ code: slackErrorCode })

/** The code of an error that the WebClient threw (Slack: @slack/web-api, "Handle errors"). */
function faultOf(error: unknown): string {
  if (error instanceof HeldBack || waitOf(error) !== undefined) return RATE_LIMITED
  const platform = platformError.safeParse(error)
  if (platform.success) return platform.data.data.error
  const http = httpError.safeParse(error)
  if (http.success) return `http_${http.data.statusCode}`
  return codedError.safeParse(error).data?.code ?? 'unknown'
}
