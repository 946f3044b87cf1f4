import type { ReplyTo } from '../../domain/notices.ts'
import type { RequestId } from '../../ids.ts'

/** Slack accepts answers at a response_url for 30 minutes (Slack docs: "Handling user interaction"). */
const LIFE_MS = 30 * 60_000
/** How many places are remembered at most. Beyond that, the oldest is forgotten, and its requester is told in their DM. */
const MOST_PLACES = 1_000

/**
 * Where questions stand that requesters haven't answered. A response_url is a credential, so it is only in memory, and no
 * longer than it is needed.
 */
export interface AskedPlaces {
  remember(request: RequestId, place: ReplyTo): void
  /** Forgets the place. @returns it, to answer in place of the question; undefined if it isn't known or too old */
  take(request: RequestId): ReplyTo | undefined
}

/** @param monotonic a clock that never goes back (ms) */
export function createAskedPlaces(monotonic: () => number): AskedPlaces {
  /** Ordered by when they were asked. */
  const places = new Map<RequestId, { readonly place: ReplyTo; readonly since: number }>()
  const isOver = (since: number): boolean => monotonic() - since >= LIFE_MS

  return {
    remember: (request, place) => {
      for (const [old, { since }] of places) {
        if (!isOver(since) && places.size < MOST_PLACES) break
        places.delete(old)
      }
      places.set(request, { place: { ...place, replaces: true }, since: monotonic() })
    },
    take: (request) => {
      const known = places.get(request)
      places.delete(request)
      return known && !isOver(known.since) ? known.place : undefined
    },
  }
}
