import type { ServerResponse } from 'node:http'
import type { Sandbox } from '../sandbox.ts'
import { HEADERS } from './headers.ts'
import { createLook, type Story } from './look.ts'

/** Everybody who looks at the page. */
export interface Live {
  /** Somebody begins to look. @param session one load of the page */
  open(response: ServerResponse, me: string, session: string): void
  /** Something has changed: everybody gets what they see now. */
  changed(): void
}

/** Sends what somebody sees, at once and after each change (HTML standard: "Server-sent events"). */
export function createLive(sandbox: Sandbox, story: Story): Live {
  const look = createLook(sandbox, story)
  const readers = new Map<ServerResponse, { readonly me: string; readonly since: number }>()
  /** After which message each page was loaded: an ephemeral message lives only in the pages that were there. */
  const sessions = new Map<string, number>()
  let due = false

  function send(response: ServerResponse, me: string, since: number): void {
    response.write(`data: ${JSON.stringify(look(me, since))}\n\n`)
  }

  function sendAll(): void {
    for (const [response, { me, since }] of readers) {
      try {
        send(response, me, since)
      } catch {
        // The browser reconnects by itself; the other readers are not affected.
        response.destroy()
      }
    }
  }

  return {
    open: (response, me, session) => {
      const since = sessions.get(session) ?? sandbox.slack.count()
      sessions.set(session, since)
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' })
      readers.set(response, { me, since })
      response.on('close', () => readers.delete(response))
      send(response, me, since)
    },
    changed: () => {
      if (due) return
      due = true
      // Changes within one turn of the event loop are sent together.
      setImmediate(() => {
        due = false
        sendAll()
      })
    },
  }
}
