import type { LogLevel } from '../log.ts'
import type { SlackSettings } from '../slack/api/client.ts'
import type { DatabaseSettings } from '../store/open.ts'
import type { TwilioSettings } from '../twilio/v2010/issuer.ts'
import type { ListeningSettings } from './listening.ts'
import type { PolicySettings } from './policy.ts'
import type { Transport } from './slack.ts'

/** All settings, read and checked. Each part has its own reader in this folder. */
export interface Config {
  readonly slack: SlackSettings
  readonly transport: Transport
  readonly twilio: TwilioSettings
  readonly policy: PolicySettings
  readonly database: DatabaseSettings
  readonly listening: ListeningSettings
  readonly logLevel: LogLevel
}

export type ConfigResult =
  | { readonly kind: 'valid'; readonly config: Config }
  /** `problems` name their fixes. `handles` are groups that were given by handle; their ids can be looked up to help. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[]; readonly handles: readonly string[] }
