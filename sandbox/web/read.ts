import { useEffect } from 'preact/hooks'
import type { View } from '../page/view.ts'
import { act } from './do.ts'

/** Marks a place as read while somebody looks at it. */
export function useRead(view: View, place: string, looking: boolean): void {
  const unread = view.places.find(({ id }) => id === place)?.unread ?? 0
  useEffect(() => {
    if (looking && unread > 0) void act({ do: 'read', me: view.me, place })
  }, [looking, unread, view.me, place])
}
