import type { Block } from './blocks.ts'
import { placesOf } from './channels.ts'

/** A message as somebody sees it. */
export interface ScreenMessage {
  readonly channel: string
  readonly ts: string
  readonly from: string
  /** The id of the person who wrote it; undefined where it is the app's or Slack's own. */
  readonly author?: string
  /** Only its reader sees it, and a reload takes it away. */
  readonly ephemeral: boolean
  readonly text: string
  readonly blocks: readonly Block[]
  readonly via: 'chat.postMessage' | 'chat.postEphemeral' | 'ack' | 'response_url' | 'slack' | 'person'
  /** Whether it makes an unread mark: an ephemeral message never does (Slack docs: chat.postEphemeral). */
  readonly notifies: boolean
}

type NewMessage = Pick<ScreenMessage, 'channel' | 'ephemeral' | 'text' | 'blocks' | 'via'>

export interface Screens {
  show(message: NewMessage, reader?: string): ScreenMessage
  /** Somebody writes in a channel, or to the bot. */
  say(author: { readonly id: string; readonly name: string }, channel: string, text: string): void
  /** A message that isn't ephemeral. */
  lasting(channel: string, ts: string): ScreenMessage | undefined
  /** Replaces the words of any message, where it stands. */
  replace(ts: string, text: string, blocks: readonly Block[]): void
  remove(ts: string): void
  /** What somebody sees in a Slack that was loaded after message number `since`: earlier ephemeral ones are gone. */
  seenBy(user: string, since?: number): ScreenMessage[]
  /** How many messages there have been. */
  count(): number
  /** Somebody looks at a channel. */
  read(user: string, channel: string): void
  /** How many messages somebody hasn't read, by channel. */
  unread(user: string): Map<string, number>
  /** Calls back after each change, until the returned function is called. */
  changed(listener: () => void): () => void
  /** Something else on somebody's screen has changed. */
  touch(): void
}

interface Posted {
  readonly message: ScreenMessage
  readonly reader: string | undefined
  readonly number: number
}

/** What everybody sees: a channel for its members, a DM for its two, an ephemeral message for one. */
export function createScreens(now: () => number): Screens {
  let posted: Posted[] = []
  const lastRead = new Map<string, number>()
  const listeners = new Set<() => void>()
  let count = 0
  const change = (): void => listeners.forEach((listener) => void listener())

  function post(message: Omit<ScreenMessage, 'ts'>, reader: string | undefined): ScreenMessage {
    count += 1
    const ts = `${Math.floor(now() / 1000)}.${String(count).padStart(6, '0')}`
    posted.push({ message: { ...message, ts }, reader, number: count })
    change()
    return { ...message, ts }
  }

  function seen(user: string, since: number): Posted[] {
    const places = placesOf(user)
    return posted.filter(
      ({ message, reader, number }) =>
        (reader === undefined || reader === user) &&
        places.includes(message.channel) &&
        !(message.ephemeral && number <= since),
    )
  }

  return {
    show: (shown, reader) => {
      const from = shown.via === 'slack' ? 'Slackbot' : 'newkey'
      return post({ ...shown, from, notifies: !shown.ephemeral }, reader)
    },
    say: ({ id, name }, channel, text) => {
      const said = { channel, text, from: name, author: id, blocks: [], via: 'person' } as const
      post({ ...said, ephemeral: false, notifies: true }, undefined)
    },
    lasting: (channel, ts) =>
      posted.find(({ message }) => message.ts === ts && message.channel === channel && !message.ephemeral)
        ?.message,
    replace: (ts, text, blocks) => {
      posted = posted.map((one) =>
        one.message.ts === ts ? { ...one, message: { ...one.message, text, blocks } } : one,
      )
      change()
    },
    remove: (ts) => {
      posted = posted.filter(({ message }) => message.ts !== ts)
      change()
    },
    seenBy: (user, since = 0) => seen(user, since).map(({ message }) => message),
    count: () => count,
    read: (user, channel) => {
      if (lastRead.get(user + channel) === count) return
      lastRead.set(user + channel, count)
      change()
    },
    unread: (user) => {
      const fresh = seen(user, 0).filter(
        ({ message, number }) =>
          message.notifies && message.author !== user && number > (lastRead.get(user + message.channel) ?? 0),
      )
      const byChannel = Map.groupBy(fresh, ({ message }) => message.channel)
      return new Map([...byChannel].map(([channel, messages]) => [channel, messages.length]))
    },
    changed: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    touch: change,
  }
}
