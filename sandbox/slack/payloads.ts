import { findButton } from './blocks.ts'
import { type FakeUser, GENERAL, TEAM } from './people.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { ScreenMessage } from './screen.ts'
import { FORM, type Signed } from './signed.ts'

/** What Slack sends when people do things. */
export interface Payloads {
  /** Somebody types a command (Slack docs: "Slash commands"). */
  command(user: string, text: string, channel?: string, command?: string): Signed
  /** Somebody presses a button that they see (Slack docs: "block_actions"). @throws Error when it isn't there */
  click(user: string, message: ScreenMessage, actionId: string): Signed
  /** Something happens (Slack docs: "Events API"). */
  event(event: object): Signed
  /** Slack asks whether the address is the app's (Slack docs: "url_verification"). */
  urlVerification(challenge: string): Signed
}

const APP = 'A0NEWKEY01'
const TOKEN = 'deprecated-verification-token'

export function createPayloads(deps: {
  readonly people: ReadonlyMap<string, FakeUser>
  readonly responseUrls: ResponseUrls
  readonly triggers: Map<string, { readonly at: number; used: boolean }>
  readonly sign: (body: string, contentType: string) => Record<string, string>
  readonly now: () => number
}): Payloads {
  const path = '/slack/events'

  function trigger(): string {
    const id = `${deps.triggers.size + 1}.${TEAM}.trigger`
    deps.triggers.set(id, { at: deps.now(), used: false })
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
    command: (user, text, channel = GENERAL, command = '/newkey') => {
      const fields = {
        token: TOKEN,
        team_id: deps.people.get(user)?.team_id ?? TEAM,
        team_domain: 'newkey-sandbox',
        channel_id: channel,
        channel_name: channel === GENERAL ? 'general' : 'directmessage',
        user_id: user,
        user_name: deps.people.get(user)?.name ?? '',
        command,
        text,
        api_app_id: APP,
        is_enterprise_install: 'false',
        response_url: deps.responseUrls.mint('commands', { user, channel }),
        trigger_id: trigger(),
      }
      return form('slash_commands', fields, fields)
    },
    click: (user, message, actionId) => {
      const button = findButton(message.blocks, actionId)
      if (!button) throw new Error(`there is no button ${actionId}`)
      const { channel, ts, ephemeral, text, blocks } = message
      const team = deps.people.get(user)?.team_id ?? TEAM
      const payload = {
        type: 'block_actions',
        user: {
          id: user,
          username: deps.people.get(user)?.name,
          name: deps.people.get(user)?.name,
          team_id: team,
        },
        api_app_id: APP,
        token: TOKEN,
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: ephemeral },
        trigger_id: trigger(),
        team: { id: TEAM, domain: 'newkey-sandbox' },
        enterprise: null,
        is_enterprise_install: false,
        channel: { id: channel, name: 'directmessage' },
        ...(!ephemeral && { message: { type: 'message', ts, text, blocks } }),
        state: { values: {} },
        response_url: deps.responseUrls.mint('actions', { user, channel, message: ts }),
        actions: [{ ...button, block_id: 'actions', action_ts: `${deps.now() / 1000}` }],
      }
      return form('interactive', { payload: JSON.stringify(payload) }, payload)
    },
    event: (event) =>
      json({
        token: TOKEN,
        team_id: TEAM,
        api_app_id: APP,
        event,
        type: 'event_callback',
        event_id: `Ev${deps.now()}`,
        event_time: Math.floor(deps.now() / 1000),
        authorizations: [{ enterprise_id: null, team_id: TEAM, user_id: 'U0NEWKEY01', is_bot: true }],
      }),
    urlVerification: (challenge) => json({ token: TOKEN, type: 'url_verification', challenge }),
  }
}
