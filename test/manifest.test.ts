import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { z } from 'zod'
import { METHODS } from '../sandbox/slack/methods.ts'
import { CREDENTIALS } from '../src/config/known-settings.ts'
import { NOT_BUILT } from '../src/config/not-built.ts'
import { fileSetting } from '../src/config/value.ts'
import type { Listener } from '../src/slack/interactions/listener.ts'
import { LISTENERS } from '../src/slack/interactions/listeners.ts'
import { readContract } from './contracts.ts'
import { itNeeds } from './needs.ts'

const manifest = z
  .object({
    features: z.object({
      app_home: z.object({
        messages_tab_enabled: z.literal(true),
        messages_tab_read_only_enabled: z.literal(false),
      }),
      slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean() })),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.boolean() }),
      socket_mode_enabled: z.literal(true),
    }),
  })
  .parse(parse(readFileSync('manifest.yml', 'utf8')))

/** Every source file of the bot's Slack side, as text. */
const sources = readdirSync('src/slack', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join('src/slack', file), 'utf8'))
  .join('\n')

/** What there are listeners for, by its kind. */
const listened = (kind: Listener['on']): string[] =>
  LISTENERS.filter(({ on }) => on === kind).map(({ id }) => id)

describe('given the manifest', () => {
  it('then its scopes are those of the methods that the code calls, and no others', () => {
    const called = Object.keys(METHODS).filter((method) =>
      new RegExp(
        `(reads|writes|client)\\.${method.replaceAll('.', '\\.')}\\(|'${method}'|apiUrl\\}${method}`,
      ).test(sources),
    )
    expect(called).toEqual(
      expect.arrayContaining(['users.info', 'chat.postEphemeral', 'usergroups.users.list']),
    )
    const needed = called.flatMap((method) => METHODS[method]?.[0] ?? [])
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set(['commands', ...needed])].sort())
  })

  it('then its commands and events are those that the code listens to', () => {
    expect(manifest.features.slash_commands).toEqual([{ command: '/newkey', should_escape: false }])
    expect(listened('command')).toEqual(['/newkey'])
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(listened('event').sort())
    expect(manifest.settings.interactivity.is_enabled).toBe(listened('button').length > 0)
  })

  const schema = readContract('slack_manifest.schema.2.0.0.json')
  itNeeds('contracts')('then it fits Slack’s own schema', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const fits = ajv.validate(z.looseObject({}).parse(schema), parse(readFileSync('manifest.yml', 'utf8')))
    expect(fits ? 'valid' : ajv.errorsText()).toBe('valid')
  })
})

describe('given .env.example', () => {
  it('then it documents every variable that the code reads, and no others', () => {
    const readers = readdirSync('src/config')
      .map((file) => readFileSync(`src/config/${file}`, 'utf8'))
      .join('\n')
    const known = [...readers.matchAll(/\bsettings\.[a-z]+\(\s*'([A-Z_]+)'/g)].flatMap(
      ([, name]) => name ?? [],
    )
    const read = new Set([...known, ...CREDENTIALS.map(fileSetting), ...NOT_BUILT])
    const documented = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z_]{4,})=/gm)].flatMap(
      ([, name]) => name ?? [],
    )
    expect(documented.sort()).toEqual([...read].sort())
  })
})
