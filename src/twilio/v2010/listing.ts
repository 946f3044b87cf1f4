import type { Listing, TwilioKey } from '../../domain/issuer.ts'
import { isSameSid, type KeySid } from '../../ids.ts'
import type { Reply } from '../http.ts'
import { parseRfc2822 } from '../rfc2822.ts'
import { keyOf, type PageAnswer, pageAnswer, read } from './answers.ts'

/** A list of more pages than this isn't Twilio's: an account holds fewer keys than that. */
const MOST_PAGES = 100

export type Pages =
  | { readonly kind: 'complete'; readonly pages: readonly PageAnswer[]; readonly at: string | undefined }
  | { readonly kind: 'failed'; readonly reply: Reply }

/**
 * Reads a list to its last page (Twilio docs: "Paging"). A page that comes again, or an address that isn't this list's,
 * makes the whole a failure: what isn't complete can't show that a key is missing.
 * @param path of the list, without a query
 */
export async function readPages(path: string, get: (path: string) => Promise<Reply>): Promise<Pages> {
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

/** Whether a page says of itself that it is this one of this list, where it says anything. */
function isOf({ uri, page }: PageAnswer, path: string, number: number): boolean {
  return (uri ?? path).startsWith(path) && (page ?? number) === number
}

/** What a complete list says; `own` is left out. `now` is our clock when its last page came. */
export function listingOf(pages: Pages & { readonly kind: 'complete' }, own: string, now: number): Listing {
  const date = pages.at === undefined ? undefined : parseRfc2822(pages.at)
  const bySid = new Map<KeySid, TwilioKey>()
  for (const page of pages.pages)
    for (const key of page.keys) if (!isSameSid(key.sid, own)) bySid.set(key.sid, keyOf(key))
  return { kind: 'listed', keys: [...bySid.values()], ahead: date === undefined ? 0 : date - now }
}
