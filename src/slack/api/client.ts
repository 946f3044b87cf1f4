import { type Logger, LogLevel, webApi } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../../log.ts'
import type { ProxyFor } from '../../proxies.ts'
import type { Secret } from '../../secret.ts'
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
  return { reads: client(1), writes: client(0) }
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
    if (this.limits.isHeld(method)) throw new HeldBack()
    try {
      return await super.apiCall(method, options)
    } catch (error) {
      this.limits.record(method, error)
      throw error
    }
  }
}

/** The result of one call. `heldBack`: it was never sent, because Slack has asked to wait. */
export type SlackReply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: string; readonly heldBack?: boolean }

/**
 * Makes one call to Slack and parses its answer with `schema`. Of a fault it logs only the code. It doesn't throw.
 * @param method the name of the method, for the log
 */
export async function callSlack<T>(
  log: Log,
  method: string,
  schema: z.ZodType<T>,
  call: () => Promise<unknown>,
): Promise<SlackReply<T>> {
  const reply = await call().then(
    (answer): SlackReply<T> => {
      const parsed = schema.safeParse(answer)
      return parsed.success
        ? { kind: 'ok', value: parsed.data }
        : { kind: 'failed', fault: 'unreadable_answer' }
    },
    (error: unknown): SlackReply<T> => ({
      kind: 'failed',
      fault: faultOf(error),
      heldBack: error instanceof HeldBack,
    }),
  )
  // A call that is held back was logged once, when Slack asked to wait.
  if (reply.kind === 'failed' && !reply.heldBack)
    log.warn('A call to Slack failed', { method, fault: reply.fault })
  return reply
}

/** Slack's error codes are lower-case words (Slack docs: each method's "Errors"). Anything else is never logged. */
export const slackErrorCode = z.string().regex(/^[a-z_]{2,60}$/)

const platformError = z.object({ data: z.object({ error: slackErrorCode }) })
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
