import { EVERY_METHOD, type SlackTrouble } from './slack/trouble.ts'
import type { Operation, TwilioTrouble } from './twilio/trouble.ts'

/** What can be made to go wrong, by the word that is typed or chosen for it. */
export interface TroubleChoice<M> {
  readonly label: string
  /** What it does, for people who try it. */
  readonly says: string
  readonly meets: M
}

/** Nothing answers at Twilio's address, or one operation goes wrong. */
export type TwilioMeets = 'nobody_answers' | readonly [Operation, TwilioTrouble] | undefined
export type SlackMeets = readonly [method: string, SlackTrouble] | undefined

export const TWILIO_TROUBLES = {
  works: { label: 'Works', says: 'Twilio answers as usual.', meets: undefined },
  slow: {
    label: 'Slow',
    says: 'Twilio creates the key, but answers 5 seconds late.',
    meets: ['create', { kind: 'slow', delayMs: 5_000 }],
  },
  down: { label: 'Down', says: 'Nothing answers at Twilio’s address.', meets: 'nobody_answers' },
  '429': {
    label: 'Busy (429)',
    says: 'Twilio says: too many requests.',
    meets: ['create', { kind: 'twilio', status: 429, code: 20429, message: 'Too many requests' }],
  },
  lost: {
    label: 'Loses answers',
    says: 'Twilio creates the key, but its answer is lost.',
    meets: ['create', { kind: 'reset', made: true }],
  },
} as const satisfies Record<string, TroubleChoice<TwilioMeets>>

export const SLACK_TROUBLES = {
  works: { label: 'Works', says: 'Slack answers as usual.', meets: undefined },
  'refuse-dm': {
    label: 'Refuses the secret',
    says: 'Slack refuses the message with the secret.',
    meets: ['chat.postEphemeral', { kind: 'error', error: 'channel_not_found' }],
  },
  down: {
    label: 'Down',
    says: 'Slack’s API fails (503); commands still arrive.',
    meets: [EVERY_METHOD, { kind: 'status', status: 503 }],
  },
  '429': {
    label: 'Busy (429)',
    says: 'Slack’s API says: come back in 30 seconds.',
    meets: [EVERY_METHOD, { kind: 'status', status: 429 }],
  },
} as const satisfies Record<string, TroubleChoice<SlackMeets>>

/** In the order in which they are offered: in an object, numeric keys would come first. */
export const TWILIO_TROUBLE_NAMES = [
  'works',
  'slow',
  'down',
  '429',
  'lost',
] as const satisfies readonly TwilioTroubleName[]
export const SLACK_TROUBLE_NAMES = [
  'works',
  'refuse-dm',
  'down',
  '429',
] as const satisfies readonly SlackTroubleName[]

export type TwilioTroubleName = keyof typeof TWILIO_TROUBLES
export type SlackTroubleName = keyof typeof SLACK_TROUBLES

export const isTwilioTrouble = (word: string): word is TwilioTroubleName =>
  Object.hasOwn(TWILIO_TROUBLES, word)
export const isSlackTrouble = (word: string): word is SlackTroubleName => Object.hasOwn(SLACK_TROUBLES, word)
