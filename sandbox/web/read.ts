import { useEffect } from 'preact/hooks'
import type { View } from '../page/view.ts'
import { act } from './do.ts'

/** Marks a place as read while somebody looks at it, and says whether a secret is among what they see there. */
export function useRead(view: View, place: string, looking: boolean): void {
  const unread = view.places.find(({ id }) => id === place)?.unread ?? 0
  const secret = view.messages.some(({ channel, via }) => channel === place && via === 'chat.postEphemeral')
  // A secret makes no unread mark, so it may be seen where there is nothing to mark.
  const isNews = unread > 0 || (secret && !view.tried.seen)
  useEffect(() => {
    if (looking && isNews) void act({ do: 'read', me: view.me, place, secret })
  }, [looking, isNews, unread, view.me, place, secret])
}
