import { randomBytes } from 'node:crypto'
import { CHANNELS, GENERAL } from './channels.ts'
import { ORGANISATION } from './grid.ts'
import { createInteractions, type Interactions } from './interactions.ts'
import type { Triggers } from './methods.ts'
import { BOT_USER, type FakeUser, TEAM } from './people.ts'
import type { ResponseUrls } from './response-urls.ts'
import { APP, DOMAIN, FORM, type Signed, TOKEN } from './signed.ts'

/** What Slack sends when people do things. */
export interface Payloads extends Interactions {
  /** Somebody types a command (Slack docs: "Slash commands"). */
  command(user: string, text: string, channel?: string, command?: string): Signed
  /** Something happens (Slack docs: "Events API"). */
  event(event: object): Signed
  /** Slack asks whether the address is the app's (Slack docs: "url_verification"). */
  urlVerification(challenge: string): Signed
}

export interface PayloadDeps {
  readonly people: ReadonlyMap<string, FakeUser>
  /** Whether the workspace belongs to an organisation. */
  readonly grid: boolean
  readonly responseUrls: ResponseUrls
  readonly triggers: Triggers
  readonly sign: (body: string, contentType: string) => Record<string, string>
  readonly now: () => number
}

export function createPayloads(deps: PayloadDeps): Payloads {
  const path = '/slack/events'

  function trigger(user: string): string {
    const id = `${deps.triggers.size + 1}.${TEAM}.trigger`
    deps.triggers.set(id, { at: deps.now(), user, used: false })
    return id
  }

  function form(kind: Signed['kind'], fields: Readonly<Record<string, string>>, payload: object): Signed {
    const body = new URLSearchParams(fields).toString()
    return { kind, path, headers: deps.sign(body, FORM), body, payload }
  }

  function json(payload: object): Signed {
    const body = JSON.stringify(payload)
    return { kind: 'events_api', path, headers: deps.sign(body, 'application/json'), body, payload }
  }

  return {
    ...createInteractions({
      ...deps,
      trigger,
      send: (payload) => form('interactive', { payload: JSON.stringify(payload) }, payload),
    }),
    command: (user, text, channel = GENERAL, command = '/newkey') => {
      const fields = {
        token: TOKEN,
        // The workspace where it was typed, whatever the person's own is.
        team_id: (deps.grid ? undefined : deps.people.get(user)?.team_id) ?? TEAM,
        team_domain: DOMAIN,
        ...(deps.grid && { enterprise_id: ORGANISATION.id, enterprise_name: ORGANISATION.name }),
        channel_id: channel,
        channel_name: CHANNELS.get(channel)?.name ?? 'directmessage',
        user_id: user,
        user_name: deps.people.get(user)?.name ?? '',
        command,
        text,
        api_app_id: APP,
        is_enterprise_install: 'false',
        response_url: deps.responseUrls.mint('commands', { user, channel }),
        trigger_id: trigger(user),
      }
      return form('slash_commands', fields, fields)
    },
    event: (event) =>
      json({
        token: TOKEN,
        team_id: TEAM,
        ...(deps.grid && { enterprise_id: ORGANISATION.id }),
        api_app_id: APP,
        event,
        type: 'event_callback',
        event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
        event_time: Math.floor(deps.now() / 1000),
        authorizations: [
          {
            enterprise_id: deps.grid ? ORGANISATION.id : null,
            team_id: TEAM,
            user_id: BOT_USER,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
      }),
    urlVerification: (challenge) => json({ token: TOKEN, type: 'url_verification', challenge }),
  }
}
