import type { Fate, WireRequest } from '../../sandbox/exchange.ts'

/** Fields that say which request it is. The rest (blocks, text) is looked at on the reader's screen. */
const TOLD = ['user', 'usergroup', 'users', 'channel', 'ts', 'FriendlyName', 'delete_original']

/** One request in one line: to whom, what, and what came of it. */
export function transcriptLine(host: string, { method, path, body }: WireRequest, fate: Fate): string {
  const [address = '', query = ''] = path.split('?')
  const where = address
    .replace('/2010-04-01/Accounts/', '')
    .replace(/^\/(commands|actions)\/.*/, 'response_url')
  const verb = host === 'slack.com' ? '' : `${method} `
  const fields = [...Object.entries(fieldsOf(body)), ...new URLSearchParams(query)]
    .filter(([name]) => TOLD.includes(name) || query.includes(name))
    .map(([name, value]) => ` ${name}=${String(value)}`)
  const secret = body.includes('TWILIO_API_SECRET=') ? ' WITH THE SECRET' : ''
  const to = host === 'hooks.slack.com' ? '' : `${host} `
  return `${to}${verb}${where.replace('/api/', '')}${fields.join('')}${secret} → ${outcome(fate)}`
}

function fieldsOf(body: string): Record<string, unknown> {
  if (body.startsWith('{')) return JSON.parse(body)
  return Object.fromEntries(new URLSearchParams(body))
}

function outcome(fate: Fate): string {
  if (fate.kind !== 'answer') return fate.kind
  const code = /"(?:error|code)":"?(\w+)/.exec(fate.body)?.[1]
  return code === undefined ? String(fate.status) : `${fate.status} ${code}`
}
