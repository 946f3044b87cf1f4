import type { ReplyTo } from '../domain/notices.ts'
import type { RequestIn } from '../domain/request.ts'
import type { Services } from './ports.ts'

/** How long a command may take (ms) before its requester is told that the key is being created. */
const QUIET_MS = 1_000

/** Tells a requester that their key is being created, if that takes longer than a second. */
export interface Announcement {
  /** The request is authorized, and the key is about to be created. */
  begin(intent: RequestIn<'intent'>): void
  hasBegun(): boolean
  /** Ends it, if it hasn't ended: from now on, nothing is announced. @returns where the requester is answered now */
  end(): Promise<ReplyTo | undefined>
}

/**
 * Prepares the announcement for one command. Its time counts from here. The answer then takes the announcement's place.
 * @param replyTo where the requester is answered; nothing is announced without it
 */
export function announceCreation(services: Services, replyTo: ReplyTo | undefined): Announcement {
  const { monotonic, pause } = services.clock
  const began = monotonic()
  let isBegun = false
  let isOver = false
  let posting: Promise<boolean> | undefined
  return {
    begin: (intent) => {
      isBegun = true
      if (!replyTo) return
      void pause(Math.max(0, began + QUIET_MS - monotonic())).then(() => {
        if (!isOver) posting = services.slack.notices.announce(intent, replyTo)
      })
    },
    hasBegun: () => isBegun,
    end: async () => {
      isOver = true
      const isPosted = posting !== undefined && (await posting)
      if (!replyTo || !isPosted) return replyTo
      return { ...replyTo, replaces: true }
    },
  }
}
