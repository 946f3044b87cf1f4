import { ADA, ALAN, BOB, dmOf, EVE, GRACE } from './people.ts'

export const GENERAL = 'C0GENERAL1'
export const PAYMENTS = 'C0PAYMENTS'
export const KEY_AUDIT = 'C0KEYAUDIT'

/** A channel, as far as anybody looks at it (Slack docs: "Conversation object"). */
export interface FakeChannel {
  readonly id: string
  readonly name: string
  /** What it is for, as its header says. */
  readonly topic: string
  /** Who is in it; undefined where everybody is. */
  readonly members?: ReadonlySet<string>
  /** Whether newkey was invited: where it wasn't, it can't post (Slack docs: chat.postMessage, `not_in_channel`). */
  readonly invited: boolean
}

export const CHANNELS: ReadonlyMap<string, FakeChannel> = new Map(
  [
    { id: GENERAL, name: 'general', topic: 'For everybody', invited: true },
    {
      id: PAYMENTS,
      name: 'payments',
      topic: 'The payments service and its people',
      members: new Set([ADA, BOB, EVE, GRACE]),
      invited: false,
    },
    {
      id: KEY_AUDIT,
      name: 'key-audit',
      topic: 'What newkey asks the leads, and the checkpoints of its audit log',
      members: new Set([GRACE, ALAN]),
      invited: true,
    },
  ].map((channel) => [channel.id, channel]),
)

export function isIn(user: string, channel: FakeChannel): boolean {
  return channel.members?.has(user) ?? true
}

/** Where somebody reads: the ids of their channels, and of their DM with the bot. */
export function placesOf(user: string): string[] {
  return [...[...CHANNELS.values()].filter((one) => isIn(user, one)).map(({ id }) => id), dmOf(user)]
}
