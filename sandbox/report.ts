import { readAudit } from './audit-lines.ts'
import { drawMessage } from './draw.ts'
import type { Fate } from './exchange.ts'
import type { Sandbox } from './sandbox.ts'
import { signIn } from './sign-in.ts'
import { GENERAL } from './slack/channels.ts'
import { quoted, visible } from './visible.ts'

export interface Ending {
  readonly command: string
  readonly as: { readonly name: string; readonly user: string }
  readonly sandbox: Sandbox
}

/** Prints what each side saw, and says whether a key was delivered. Of the secret, only the first characters are printed. */
export function printReport(ending: Ending): boolean {
  const { slack, twilio, recorder, bot } = ending.sandbox
  const seen = slack.screen(ending.as.user)
  const text = JSON.stringify(seen)
  const [sid, secret] = [lastValue(text, 'TWILIO_API_KEY='), lastValue(text, 'TWILIO_API_SECRET=')]
  const hide = (text: string): string =>
    secret === '' ? text : text.replaceAll(secret, `${secret.slice(0, 4)}${'•'.repeat(12)}`)
  const name =
    ending.as.name === 'guest' ? 'The guest' : `${ending.as.name[0]?.toUpperCase()}${ending.as.name.slice(1)}`

  title(`${name} types: ${visible(ending.command)}`)
  const groups = new Map([...slack.groups.values()].map((group) => [group.id, group.handle]))
  for (const [place, messages] of Map.groupBy(seen, (message) => message.channel)) {
    console.log(place === GENERAL ? '#general' : 'Direct message with newkey')
    for (const message of messages) console.log(hide(drawMessage(message, groups)))
  }
  if (secret !== '') console.log('(Only the first 4 characters of the secret are shown here.)')

  title('Requests that left the bot')
  for (const { to, request, fate } of recorder.requests) {
    const mark = secret !== '' && request.body.includes(secret) ? '   ← carries the secret' : ''
    console.log(
      `  ${to.padEnd(7)}${request.method.padEnd(7)}${shorten(request.path)} → ${outcome(fate)}${mark}`,
    )
  }

  title('Audit records')
  const records = readAudit(bot.lines)
  for (const { seq, event, actor, name: key, sid: of, outcome: how, hash } of records)
    console.log(
      `  ${seq}  ${event.padEnd(15)}${actor.user}  ${quoted(key)}  ${of ?? '—'}  ${how}  ${hash.slice(0, 8)}…`,
    )

  title('Keys at Twilio')
  for (const key of twilio.keys.values()) console.log(`  ${key.sid}  ${quoted(key.friendlyName)}`)
  if (twilio.keys.size === 0) console.log('  none')

  const works = secret !== '' && signIn(ending.sandbox, sid, secret) === 200
  if (works) console.log(`  ${sid} signs in with the secret that ${name} was shown.`)
  const carriers = recorder.requests.filter(
    ({ request }) => secret !== '' && request.body.includes(secret),
  ).length
  const delivered = works && carriers === 1 && records.some(({ event }) => event === 'delivered')
  console.log(
    delivered ? '\nA key was delivered; its secret left the bot in one request.' : '\nNo key was delivered.',
  )
  return delivered
}

/** The word behind the last of these labels, or nothing. */
function lastValue(text: string, label: string): string {
  const at = text.lastIndexOf(label)
  return at < 0 ? '' : (/^\w+/.exec(text.slice(at + label.length))?.[0] ?? '')
}

function outcome(fate: Fate): string {
  if (fate.kind !== 'answer') return `${fate.kind}`
  const error = /"(?:error|code)":"?(\w+)/.exec(fate.body)?.[1]
  return error ? `${fate.status} ${error}` : `${fate.status}`
}

const shorten = (path: string): string => path.replace(/^(\/(?:commands|actions)\/\w+).*/, '$1/…')

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`)
}
