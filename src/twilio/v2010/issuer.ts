import type { Instant } from '../../domain/clock.ts'
import type { Creation, Deletion, Diagnosis, Issuer, Listing, Presence } from '../../domain/issuer.ts'
import { isSameLocation, type KeyLocation } from '../../domain/location.ts'
import { unreachable } from '../../errors.ts'
import { type AccountSid, isSameSid, type KeySid } from '../../ids.ts'
import type { ProxyFor } from '../../proxies.ts'
import { Secret } from '../../secret.ts'
import { sendToTwilio, type TwilioHttpRequest, type TwilioReply } from '../http.ts'
import { parseRfc2822 } from '../rfc2822.ts'
import { errorAnswer, isDefinite, keyAnswer, keyOf, read, whyRefused } from './answers.ts'
import { listingOf, type Pages, readPages } from './listing.ts'

/** Where Twilio's API is, and newkey's credential for it. */
export interface TwilioSettings {
  /** Scheme and host, such as `https://api.twilio.com`. */
  readonly url: string
  readonly account: AccountSid
  readonly region: string
  /** The account sid with its auth token, or a Main key's sid with its secret. */
  readonly user: AccountSid | KeySid
  readonly password: Secret
  /** Finds the proxy for an address; undefined if there are no proxies. */
  readonly proxyFor?: ProxyFor | undefined
}

/** How long one HTTP request to Twilio may take (ms). */
const DEADLINE_MS = 10_000
/** Twilio docs: "Error 20404", the requested resource was not found. */
const NOT_FOUND = 20404

/**
 * Twilio's Keys API, version 2010-04-01 (Twilio docs: "REST API: Keys").
 * @param deadlineMs how long one HTTP request may take (ms)
 * @returns an issuer whose methods don't throw
 */
export function createIssuer(settings: TwilioSettings, now: () => Instant, deadlineMs = DEADLINE_MS): Issuer {
  const location: KeyLocation = { account: settings.account, region: settings.region, api: 'v2010' }
  const keys = `/2010-04-01/Accounts/${settings.account}/Keys`
  const call = (
    method: TwilioHttpRequest['method'],
    path: string,
    form?: Record<string, string>,
  ): Promise<TwilioReply> =>
    sendToTwilio({
      method,
      url: settings.url + path,
      user: settings.user,
      password: settings.password,
      deadlineMs,
      proxyFor: settings.proxyFor,
      ...(form && { form }),
    })

  async function create(name: string): Promise<Creation> {
    return creationOf(await call('POST', `${keys}.json`, { FriendlyName: name }), name, settings.user)
  }

  /**
   * 204 means that the key is deleted (Twilio docs: "REST API: Keys", Delete). Any other answer, such as a 404 or a page with
   * status 200, may come from a proxy, a wrong credential or a wrong address. After that, only lists of keys can show that
   * the key is gone.
   */
  async function remove(sid: KeySid, of: KeyLocation): Promise<Deletion> {
    if (isSameSid(sid, settings.user)) return { kind: 'remains', cause: 'own_credential', diagnosis: {} }
    if (!isSameLocation(of, location)) return { kind: 'remains', cause: 'elsewhere', diagnosis: {} }
    const reply = await call('DELETE', `${keys}/${sid}.json`)
    const diagnosis = diagnose(reply)
    if (reply.kind !== 'answer') return { kind: 'remains', cause: 'unreachable', diagnosis }
    if (reply.status === 204) return { kind: 'gone', diagnosis }
    if (reply.status === 429) return { kind: 'remains', cause: 'refused', diagnosis }
    const all = await pages()
    if (all.kind === 'failed') return { kind: 'remains', cause: 'refused', diagnosis }
    const isListed = all.pages.some((page) => page.keys.some((key) => isSameSid(key.sid, sid)))
    if (isListed) return { kind: 'remains', cause: 'listed', diagnosis }
    return { kind: 'absent', at: all.at === undefined ? undefined : parseRfc2822(all.at), diagnosis }
  }

  const pages = (): Promise<Pages> => readPages(`${keys}.json`, (path) => call('GET', path))

  async function list(): Promise<Listing> {
    const all = await pages()
    if (all.kind === 'failed') return { kind: 'failed', diagnosis: diagnose(all.reply) }
    return listingOf(all, settings.user, now())
  }

  /** Twilio docs: "REST API: Keys", Fetch; "Error 20404". A 404 without Twilio's code may come from a proxy. */
  async function fetchOne(sid: KeySid, of: KeyLocation): Promise<Presence> {
    if (isSameSid(sid, settings.user) || !isSameLocation(of, location))
      return { kind: 'unclear', diagnosis: {} }
    return presenceOf(await call('GET', `${keys}/${sid}.json`), sid)
  }

  return { location, create, delete: remove, list, fetch: fetchOne }
}

function creationOf(reply: TwilioReply, name: string, own: string): Creation {
  const diagnosis = diagnose(reply)
  switch (reply.kind) {
    case 'not_sent':
      return { kind: 'refused', cause: 'twilio_unreachable', diagnosis }
    case 'silent':
      return { kind: 'unknown', cause: 'twilio_silent', diagnosis }
    case 'cut_off':
      return { kind: 'unknown', cause: 'twilio_cut_off', diagnosis }
    case 'answer':
      return creationFrom(reply, diagnosis, name, own)
    default:
      return unreachable(reply)
  }
}

function creationFrom(
  reply: Extract<TwilioReply, { readonly kind: 'answer' }>,
  diagnosis: Diagnosis,
  name: string,
  own: string,
): Creation {
  if (reply.status >= 200 && reply.status < 300) {
    const made = read(keyAnswer, reply.body)
    if (!made) return { kind: 'unknown', cause: 'twilio_unreadable', diagnosis }
    if (isSameSid(made.sid, own)) {
      const detail = 'Twilio named the credential that newkey itself uses'
      return { kind: 'unknown', cause: 'twilio_other_key', diagnosis: { ...diagnosis, detail } }
    }
    return {
      kind: 'created',
      key: keyOf(made, name),
      secret: made.secret ? new Secret(made.secret) : undefined,
      answeredAt: reply.date === undefined ? undefined : parseRfc2822(reply.date),
      diagnosis,
    }
  }
  if (diagnosis.code !== undefined && isDefinite(reply.status))
    return { kind: 'refused', cause: whyRefused(reply.status, diagnosis.code), diagnosis }
  return { kind: 'unknown', cause: 'twilio_error', diagnosis }
}

function presenceOf(reply: TwilioReply, sid: KeySid): Presence {
  const diagnosis = diagnose(reply)
  if (reply.kind !== 'answer') return { kind: 'unclear', diagnosis }
  if (reply.status === 404 && diagnosis.code === NOT_FOUND) return { kind: 'gone', diagnosis }
  const shown = reply.status === 200 ? read(keyAnswer, reply.body) : undefined
  return { kind: shown && isSameSid(shown.sid, sid) ? 'there' : 'unclear', diagnosis }
}

function diagnose(reply: TwilioReply): Diagnosis {
  if (reply.kind === 'not_sent' || reply.kind === 'silent') return { fault: reply.fault }
  if (reply.kind === 'cut_off') return { fault: reply.fault, status: reply.status }
  const error = reply.status >= 400 ? read(errorAnswer, reply.body) : undefined
  const code = (error?.status ?? reply.status) === reply.status ? error?.code : undefined
  return { status: reply.status, code, twilioRequest: reply.twilioRequest }
}
