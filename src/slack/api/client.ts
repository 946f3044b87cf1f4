import { type Logger, LogLevel, webApi } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../../log.ts'
import type { Secret } from '../../secret.ts'
import { createFetch } from './fetch-once.ts'
import { createRateLimits, HeldBack, RATE_LIMITED, type RateLimits, waitOf } from './rate-limits.ts'

export interface SlackSettings {
  readonly token: Secret
  /** With a slash at the end, such as `https://slack.com/api/`. */
  readonly apiUrl: string
}

/** How long one call to Slack may take (ms). */
const CALL_MS = 2_500

/** Bolt, its WebClient and its socket log what they send and receive, so they get a logger that says nothing. */
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
 * The options of every WebClient here: bounded in time, tries and length of the answer, to one address, silent. Its own
 * timeout stays off, since our fetch has the deadline, and stops its clock with the answer.
 */
export function clientOptions(apiUrl: string, retries: number, timeout = CALL_MS): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    fetch: createFetch(timeout),
    retryConfig: { retries, minTimeout: 100, maxTimeout: 100 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: SILENT,
  }
}

/** `reads` tries once more, since asking twice does no harm; `writes` doesn't. */
export interface SlackClients {
  readonly reads: webApi.WebClient
  readonly writes: webApi.WebClient
}

/** @param timeout how long one call may take (ms) */
export function createClients(
  settings: SlackSettings,
  timeout?: number,
  monotonic: () => number = () => performance.now(),
): SlackClients {
  const limits = createRateLimits(monotonic)
  const client = (retries: number) =>
    new PatientClient(settings.token.reveal(), clientOptions(settings.apiUrl, retries, timeout), limits)
  return { reads: client(1), writes: client(0) }
}

/** A WebClient that doesn't call a method while Slack has asked to wait. Each method of the library comes by here. */
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

export type SlackReply<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: string; readonly heldBack?: boolean }

/**
 * Makes one call to Slack, reads its answer by `schema`, and logs a fault by its code alone.
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
  // What is held back was logged when Slack asked to wait, not once for each call.
  if (reply.kind === 'failed' && !reply.heldBack)
    log.warn('Slack did not do what was asked', { method, fault: reply.fault })
  return reply
}

/** Slack's error codes are lower-case words (Slack docs: each method's "Errors"); anything else isn't repeated. */

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
