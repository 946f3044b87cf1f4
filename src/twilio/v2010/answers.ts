import { z } from 'zod'
import type { FailureCause } from '../../domain/causes.ts'
import type { Instant } from '../../domain/clock.ts'
import type { TwilioKey } from '../../domain/issuer.ts'
import { isKeySid } from '../../ids.ts'
import { parseRfc2822 } from '../rfc2822.ts'

const date = z
  .string()
  .nullish()
  .transform((text): Instant | undefined => (text ? parseRfc2822(text) : undefined))

/** A key (Twilio OpenAPI, twilio_api_v2010: `api.v2010.account.new_key`, and `.key`, which has no secret). */
export const keyAnswer = z.object({
  sid: z.string().refine(isKeySid),
  friendly_name: z.string().nullish(),
  date_created: date,
  date_updated: date,
  secret: z.string().min(1).nullish(),
})

/** The key as the domain knows it, without the secret. @param name used if Twilio's answer has none */
export function keyOf(
  { sid, friendly_name, date_created, date_updated }: z.output<typeof keyAnswer>,
  name = '',
): TwilioKey {
  return { sid, name: friendly_name ?? name, createdAt: date_created, updatedAt: date_updated }
}

/**
 * One page of keys (Twilio OpenAPI: `ListKeyResponse`). `next_page_uri` is relative, and null on the last page. If it is
 * missing, the list may be incomplete, so the page is rejected. Pages are numbered from 0.
 */
export const pageAnswer = z.object({
  keys: z.array(keyAnswer),
  next_page_uri: z.string().nullable(),
  uri: z.string().nullish(),
  page: z.number().int().nullish(),
})
export type PageAnswer = z.output<typeof pageAnswer>

/**
 * An error: a code of five digits (Twilio docs: "Error and Warning Dictionary") and the HTTP status of the answer (Twilio
 * docs: "REST API: Error responses"). A gateway's own error has neither, and doesn't prove that Twilio created nothing.
 */
export const errorAnswer = z.object({
  code: z.number().int().min(10_000).max(99_999),
  status: z.number().optional(),
})

/**
 * Parses a body. The errors of a parser quote the body, which may hold a secret, so they are dropped.
 * @returns undefined for anything but JSON of this shape
 */
export function read<T>(schema: z.ZodType<T>, body: string): T | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  return schema.safeParse(json).data
}

/** The cause that newkey records when Twilio definitely refused to create a key. @param code Twilio's error code */
export function whyRefused(status: number, code: number): FailureCause {
  if (code === 70151) return 'twilio_full'
  if (code === 70001) return 'twilio_name'
  // Twilio docs, "Error and Warning Dictionary": 20005 Account not active, 30002 Account suspended.
  if (code === 20005 || code === 30002) return 'twilio_account'
  // 20003 Permission denied (a wrong credential), 20008 a test credential.
  if (code === 20003 || code === 20008) return 'twilio_credential'
  if (code === 20429 || status === 429) return 'twilio_busy'
  if (code === 70051 || status === 403) return 'twilio_permission'
  if (status === 401) return 'twilio_credential'
  if (status === 404) return 'twilio_account'
  return 'twilio_refused'
}

/** Whether a status proves that nothing was done: a 4xx, except those about timing and conflicts (RFC 9110: 408, 409; RFC 8470: 425). */
export function isDefinite(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 409, 425].includes(status)
}
