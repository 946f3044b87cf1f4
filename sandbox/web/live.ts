import { useEffect, useState } from 'preact/hooks'
import type { View } from '../page/view.ts'

/** One load of this page: what Slack shows once is gone in the next. */
const SESSION = crypto.randomUUID()

export type Connection = 'waiting' | 'live' | 'lost'

/** What somebody sees, as it changes; `lost` while the sandbox doesn't answer. */
export function useLive(me: string): { readonly view: View | undefined; readonly link: Connection } {
  const [view, setView] = useState<View>()
  const [link, setLink] = useState<Connection>('waiting')
  const shown = useShown()
  useEffect(() => {
    // A browser opens at most six connections to one origin, so a hidden page gives up its own.
    if (!shown) return
    const source = new EventSource(`/live?${new URLSearchParams({ me, session: SESSION })}`)
    source.onmessage = ({ data }) => {
      setView(JSON.parse(data))
      setLink('live')
    }
    source.onerror = () => setLink('lost')
    return () => source.close()
  }, [me, shown])
  return { view, link }
}

function useShown(): boolean {
  const [shown, setShown] = useState(!document.hidden)
  useEffect(() => {
    const look = (): void => setShown(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return shown
}
