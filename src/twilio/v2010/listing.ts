import type { Listing, TwilioKey } from '../../domain/issuer.ts'
import { isSameSid, type KeySid } from '../../ids.ts'
import type { TwilioReply } from '../http.ts'
import { parseRfc2822 } from '../rfc2822.ts'
import { keyOf, type PageAnswer, pageAnswer, read } from './answers.ts'

/** A list with more pages isn't Twilio's: no account has that many keys. */
const MOST_PAGES = 100

export type Pages =
  | { readonly kind: 'complete'; readonly pages: readonly PageAnswer[]; readonly at: string | undefined }
  | { readonly kind: 'failed'; readonly reply: TwilioReply }

/**
 * Reads a list to its last page (Twilio docs: "Paging"). It fails if a page comes twice or links outside the list: an
 * incomplete list can't show that a key is missing.
 * @param path the path of the list, without a query
 * @param get sends one GET for a path of Twilio's API
 */
export async function readPages(path: string, get: (path: string) => Promise<TwilioReply>): Promise<Pages> {
  const pages: PageAnswer[] = []
  const seen = new Set<string>()
  let next = `${path}?PageSize=1000`
  for (;;) {
    seen.add(next)
    const reply = await get(next)
    const page = reply.kind === 'answer' && reply.status === 200 ? read(pageAnswer, reply.body) : undefined
    if (!page || !isOf(page, path, pages.length)) return { kind: 'failed', reply }
    pages.push(page)
    const uri = page.next_page_uri
    if (uri === null) return { kind: 'complete', pages, at: reply.kind === 'answer' ? reply.date : undefined }
    if (!uri.startsWith(`${path}?`) || seen.has(uri) || pages.length >= MOST_PAGES)
      return { kind: 'failed', reply }
    next = uri
  }
}

/** Whether a page is the given page of the given list. A page that doesn't say is accepted. */
function isOf({ uri, page }: PageAnswer, path: string, number: number): boolean {
  return (uri ?? path).startsWith(path) && (page ?? number) === number
}

/**
 * The keys of a complete list.
 * @param own newkey's own credential, which is left out
 * @param now our clock when the last page arrived (ms); `ahead` is how far Twilio's clock is ahead of it (ms)
 */
export function listingOf(pages: Pages & { readonly kind: 'complete' }, own: string, now: number): Listing {
  const date = pages.at === undefined ? undefined : parseRfc2822(pages.at)
  const bySid = new Map<KeySid, TwilioKey>()
  for (const page of pages.pages)
    for (const key of page.keys) if (!isSameSid(key.sid, own)) bySid.set(key.sid, keyOf(key))
  return { kind: 'listed', keys: [...bySid.values()], ahead: date === undefined ? 0 : date - now }
}
