import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/** What Slack knows of an app from its manifest (Slack docs: "App manifest reference"). */
export interface App {
  readonly commands: ReadonlyArray<{
    readonly command: string
    readonly description: string
    readonly hint: string
  }>
  readonly scopes: readonly string[]
  /** The events that it wants to hear of. */
  readonly events: readonly string[]
  /** Whether its App Home has a Home tab. */
  readonly homeTab: boolean
}

const manifest = z.object({
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }),
    slash_commands: z.array(
      z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
})

/** Reads the manifest that Slack would install the app from. @throws Error when that isn't one */
export function readManifest(file: string | URL): App {
  const { features, oauth_config, settings } = manifest.parse(parse(readFileSync(file, 'utf8')))
  return {
    commands: features.slash_commands.map(({ command, description, usage_hint: hint }) => ({
      command,
      description,
      hint,
    })),
    scopes: oauth_config.scopes.bot,
    events: settings.event_subscriptions.bot_events,
    homeTab: features.app_home.home_tab_enabled,
  }
}
