import { dmOf, GENERAL } from './people.ts'

/** A message as somebody sees it. */
export interface ScreenMessage {
  readonly channel: string
  readonly ts: string
  readonly from: string
  /** Only its reader sees it, and a reload takes it away. */
  readonly ephemeral: boolean
  readonly text: string
  readonly blocks: readonly unknown[]
  readonly via: 'chat.postMessage' | 'chat.postEphemeral' | 'ack' | 'response_url' | 'slack'
  /** Whether it makes an unread mark: an ephemeral message never does (Slack docs: chat.postEphemeral). */
  readonly notifies: boolean
}

export interface Screens {
  show(message: Omit<ScreenMessage, 'ts' | 'notifies' | 'from'>, reader?: string): ScreenMessage
  /** Replaces the words of a lasting message; false where there is none. */
  update(channel: string, ts: string, text: string, blocks: readonly unknown[]): boolean
  remove(ts: string): void
  seenBy(user: string): ScreenMessage[]
  reload(user: string): void
  /** Calls back after each change, until the returned function is called. */
  changed(listener: () => void): () => void
}

/** What everybody sees: a channel for all, a DM for its two, an ephemeral message for one. */
export function createScreens(now: () => number): Screens {
  let messages: { readonly message: ScreenMessage; readonly reader: string | undefined }[] = []
  const listeners = new Set<() => void>()
  let count = 0
  const change = (): void => listeners.forEach((listener) => void listener())

  return {
    show: (shown, reader) => {
      count += 1
      const ts = `${Math.floor(now() / 1000)}.${String(count).padStart(6, '0')}`
      const message = {
        ...shown,
        ts,
        from: shown.via === 'slack' ? 'Slackbot' : 'newkey',
        notifies: !shown.ephemeral,
      }
      messages.push({ message, reader })
      change()
      return message
    },
    update: (channel, ts, text, blocks) => {
      const found = messages.find(
        ({ message }) => message.ts === ts && message.channel === channel && !message.ephemeral,
      )
      if (!found) return false
      messages = messages.map((one) =>
        one === found ? { ...one, message: { ...one.message, text, blocks } } : one,
      )
      change()
      return true
    },
    remove: (ts) => {
      messages = messages.filter(({ message }) => message.ts !== ts)
      change()
    },
    seenBy: (user) =>
      messages
        .filter(({ reader }) => reader === undefined || reader === user)
        .map(({ message }) => message)
        .filter(({ channel }) => channel === GENERAL || channel === dmOf(user)),
    reload: (user) => {
      messages = messages.filter(({ message, reader }) => !(message.ephemeral && reader === user))
      change()
    },
    changed: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
