import type { BotState } from '../kept-bot.ts'
import type { ScreenMessage } from '../slack/screen.ts'
import type { Home, Modal, Shown } from '../slack/views.ts'

/** Everything that the page shows somebody at a moment. Times are instants (ms). */
export interface View {
  /** Which run of the sandbox this is: it changes when the sandbox is started again. */
  readonly run: string
  /** Whether the workspace belongs to an organisation (Slack docs: "Enterprise Grid"). */
  readonly grid: boolean
  readonly me: string
  readonly people: readonly PersonView[]
  readonly places: readonly PlaceView[]
  /** What I see, in all places, oldest first. */
  readonly messages: readonly ScreenMessage[]
  readonly modal: Shown<Modal> | undefined
  readonly home: Shown<Home> | undefined
  /** Whether the app's manifest has a Home tab. */
  readonly homeTab: boolean
  readonly commands: readonly CommandView[]
  readonly names: Names
  readonly bot: BotState
  readonly trouble: { readonly twilio: string; readonly slack: string }
  readonly troubles: { readonly twilio: readonly TroubleView[]; readonly slack: readonly TroubleView[] }
  /** Which of the first things to try were tried. */
  readonly tried: Tried
  /** The names of the steps that every request goes through. */
  readonly steps: readonly string[]
  /** The request with the newest record first. */
  readonly paths: readonly PathView[]
  /** How many requests carried a secret, of all of them. */
  readonly carried: number
  readonly requests: readonly RequestView[]
  readonly records: readonly RecordView[]
  readonly keys: readonly KeyView[]
}

export interface Tried {
  readonly asked: boolean
  readonly seen: boolean
  readonly refused: boolean
  readonly trouble: boolean
}

/** Names by id, for mentions. */
export interface Names {
  readonly users: Readonly<Record<string, string>>
  readonly groups: Readonly<Record<string, string>>
  readonly channels: Readonly<Record<string, string>>
}

export interface PersonView {
  readonly id: string
  readonly name: string
  /** What they are apart from a colleague, such as a lead; may be empty. */
  readonly is: string
  readonly inGroup: boolean
  /** Messages that wait for them. */
  readonly unread: number
}

export interface PlaceView {
  readonly id: string
  readonly name: string
  readonly kind: 'channel' | 'dm'
  readonly topic: string
  readonly unread: number
}

export interface CommandView {
  readonly command: string
  readonly hint: string
  readonly description: string
}

export interface TroubleView {
  readonly name: string
  readonly label: string
  readonly says: string
}

export type StepState = 'done' | 'now' | 'todo' | 'stopped' | 'unsure' | 'held_up' | 'waits'

export interface StepView {
  readonly name: string
  readonly state: StepState
  readonly at: number | undefined
}

/** The way of one request. */
export interface PathView {
  readonly id: string
  readonly who: string
  readonly name: string
  readonly steps: readonly StepView[]
  /** What came after the last step, such as its revocation. */
  readonly after: readonly { readonly what: string; readonly at: number; readonly good: boolean }[]
  /** How it stands: `good`, `no` (nothing was made, or what was made is gone), `care` (a person decides, or newkey is
   * dead in the middle), `over` (ended because somebody wanted it so, or didn't answer), `working`. */
  readonly tone: 'good' | 'no' | 'care' | 'over' | 'working'
  readonly headline: string
  readonly says: string
}

/** A request that left the bot, or something that somebody did in between. */
export type RequestView =
  | {
      readonly kind: 'action'
      readonly id: string
      readonly at: number
      readonly says: string
      /** What somebody wrote, whatever its direction is. */
      readonly typed?: string
      /** Where they wrote it. */
      readonly where?: string
      /** Whether it is shown also where it led to no request. */
      readonly lasting?: boolean
    }
  | {
      /** The requests that follow, as many as `count`, are made at the same time. */
      readonly kind: 'beside'
      readonly id: string
      readonly count: number
    }
  | {
      readonly kind: 'request'
      readonly id: string
      readonly at: number
      readonly to: 'Slack' | 'Twilio'
      /** What it is for, in plain words. */
      readonly aim: string
      readonly call: string
      readonly answer: string
      readonly state: 'ok' | 'bad' | 'waiting'
      /** `out`: it carries the secret. `in`: its answer brings it. */
      readonly secret: 'out' | 'in' | undefined
      /** Whether it is one of several that are made at the same time. */
      readonly beside: boolean
      /** What was sent and answered, without secrets. */
      readonly sent: string
      readonly got: string
    }

export interface RecordView {
  readonly seq: number
  readonly at: number
  readonly event: string
  readonly who: string
  readonly name: string
  readonly sid: string | null
  readonly reason: string | null
  readonly outcome: string
  readonly hash: string
}

export interface KeyView {
  readonly sid: string
  readonly name: string
  readonly deleted: boolean
  /** Who has its secret, as far as newkey's audit log says. */
  readonly holder: string
}

/** A request that left the bot. */
export type SentView = Extract<RequestView, { kind: 'request' }>
