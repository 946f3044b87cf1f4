import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { SYSTEM } from '../bot.ts'
import type { Sandbox } from '../sandbox.ts'
import { sendToApp } from '../send.ts'
import { signIn } from '../sign-in.ts'
import { createActs } from '../slack/acts.ts'
import { type Block, findPressable } from '../slack/blocks.ts'
import { CHANNELS, placesOf } from '../slack/channels.ts'
import { isSlackTrouble, isTwilioTrouble, SLACK_TROUBLES, TWILIO_TROUBLES } from '../troubles.ts'
import { type ActionNote, isPerson, nameIn, type Story } from './look.ts'

const id = z.string().max(100)
const values = z.record(z.string(), z.record(z.string(), z.string().nullable()))
const person = z.object({ me: id.refine(isPerson) })

/** Everything that can be done from the page. */
const pageAction = z.discriminatedUnion('do', [
  person
    .extend({ do: z.literal('type'), place: id, text: z.string().min(1).max(12_000) })
    .refine(({ me, place }) => placesOf(me).includes(place)),
  person.extend({ do: z.literal('press'), ts: id, action: z.string(), option: z.string().optional() }),
  person.extend({
    do: z.literal('press_in_view'),
    view: id,
    action: z.string(),
    option: z.string().optional(),
    values: values.optional(),
  }),
  person.extend({ do: z.literal('submit'), view: id, values }),
  person.extend({ do: z.literal('close'), view: id }),
  person.extend({ do: z.literal('open_home'), tab: z.enum(['home', 'messages']) }),
  person
    .extend({ do: z.literal('read'), place: id, secret: z.boolean() })
    .refine(({ me, place }) => placesOf(me).includes(place)),
  person.extend({ do: z.literal('set_member'), isIn: z.boolean() }),
  z.object({ do: z.literal('trouble_twilio'), name: z.string().refine(isTwilioTrouble) }),
  z.object({ do: z.literal('trouble_slack'), name: z.string().refine(isSlackTrouble) }),
  z.object({ do: z.literal('kill') }),
  z.object({ do: z.literal('start') }),
  z.object({ do: z.literal('sign_in'), sid: id }),
  z.object({ do: z.literal('verify') }),
])
export type PageAction = z.input<typeof pageAction>

/** The answer to whoever did it; `errors` by block, for a modal. */
export interface Said {
  readonly says?: string | undefined
  readonly ok?: boolean
  readonly errors?: Readonly<Record<string, string>>
}

/** How long the operator's command may take (ms). */
const VERIFY_MS = 30_000
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** Does what the page asks for. Resolves to undefined where the request can't be read. @param changed called after each new note */
export function createActions(
  sandbox: Sandbox,
  story: Story,
  changed: () => void,
): (asked: unknown) => Promise<Said | undefined> {
  const { slack, bot, twilio } = sandbox
  const acts = createActs({ slack, app: sandbox.app, send: (signed) => sendToApp(bot.url, signed) })
  const placeName = (place: string): string => {
    const channel = CHANNELS.get(place)
    return channel ? `#${channel.name}` : 'the DM with newkey'
  }

  /** Notes what was done, to be shown between the requests that it led to. */
  function note(says: string, more: Pick<ActionNote, 'typed' | 'where' | 'lasting'> = {}): void {
    story.actions.push({ id: `action ${story.actions.length}`, at: Date.now(), says, ...more })
    changed()
  }

  function notePress(
    who: string,
    blocks: readonly Block[] | undefined,
    action: string,
    option?: string,
  ): void {
    const pressed = blocks && findPressable(blocks, action)
    const label =
      pressed?.type === 'button'
        ? pressed.text.text
        : pressed?.options.find(({ value }) => value === option)?.text.text
    if (label !== undefined) note(`${who} pressed “${label}”`)
  }

  async function carryOut(asked: z.output<typeof pageAction>): Promise<Said> {
    const who = 'me' in asked ? nameIn(sandbox, asked.me) : ''
    switch (asked.do) {
      case 'type':
        if (asked.text.startsWith('/'))
          note(`${who} typed`, { typed: asked.text, where: `in ${placeName(asked.place)}` })
        return { says: await acts.type(asked.me, asked.place, asked.text) }
      case 'press':
        notePress(
          who,
          slack.screen(asked.me).find(({ ts }) => ts === asked.ts)?.blocks,
          asked.action,
          asked.option,
        )
        return { says: await acts.press(asked.me, asked.ts, asked.action, asked.option) }
      case 'press_in_view':
        notePress(who, viewIn(asked.me, asked.view)?.blocks, asked.action, asked.option)
        return { says: await acts.pressInView(asked.me, asked.view, asked) }
      case 'submit': {
        note(`${who} submitted a form`)
        const wrong = await acts.submit(asked.me, asked.view, asked.values)
        return typeof wrong === 'object' ? { errors: wrong } : { says: wrong }
      }
      case 'close':
        await acts.closeModal(asked.me, asked.view)
        return {}
      case 'open_home':
        await acts.openHome(asked.me, asked.tab)
        return {}
      case 'read':
        // Only the page knows what it shows: after a reload, a secret may already be gone.
        if (asked.secret) story.seen = true
        slack.read(asked.me, asked.place)
        return {}
      case 'set_member':
        note(`${who} was ${asked.isIn ? 'put into' : 'taken out of'} @platform`)
        await acts.setMember(asked.me, asked.isIn)
        return {}
      case 'trouble_twilio':
        note(`Twilio: ${TWILIO_TROUBLES[asked.name].label}`)
        await sandbox.troubleTwilio(asked.name)
        return {}
      case 'trouble_slack':
        note(`Slack: ${SLACK_TROUBLES[asked.name].label}`)
        sandbox.troubleSlack(asked.name)
        return {}
      case 'kill':
        if (await bot.stop('SIGKILL')) note('newkey was killed', { lasting: true })
        return {}
      case 'start':
        if (bot.state() === 'stopped') note('newkey was started again', { lasting: true })
        return bot.start().then(
          () => ({}),
          (error: unknown) => ({ says: error instanceof Error ? error.message : 'newkey did not start.' }),
        )
      case 'sign_in':
        return triedKey(asked.sid)
      case 'verify':
        return verify()
    }
  }

  const viewIn = (me: string, id: string) =>
    [slack.views.find(me, id), slack.views.home(me)].find((view) => view?.id === id)

  function triedKey(sid: string): Said {
    const key = twilio.keys.get(sid) ?? twilio.deleted.get(sid)
    if (!key) return { ok: false, says: 'There is no such key.' }
    const status = signIn(sandbox, sid, key.secret)
    if (status === undefined) return { ok: false, says: 'Twilio doesn’t answer.' }
    return status === 200
      ? { ok: true, says: 'Yes: Twilio answers 200.' }
      : { ok: false, says: `No: Twilio answers ${status}.` }
  }

  /** The operator's own command, as from a terminal: `newkey audit verify`. */
  function verify(): Promise<Said> {
    const env = { ...SYSTEM, ...sandbox.env }
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [CLI, 'audit', 'verify'],
        { cwd: sandbox.folder, env, timeout: VERIFY_MS },
        (error, out, err) => {
          resolve({ ok: error === null, says: (out || err).split('\n')[0] ?? '' })
        },
      )
    })
  }

  return async (asked) => {
    const parsed = pageAction.safeParse(asked)
    if (!parsed.success || ('me' in parsed.data && !slack.people.has(parsed.data.me))) return undefined
    return carryOut(parsed.data)
  }
}
