import { createServer } from 'node:http'

/**
 * An app of Slack's that isn't newkey: it shows everything that newkey may come to show, so that the page is held to it.
 * `/newkey` opens a modal; a name of `bad` is refused in it; opening the Home tab publishes one.
 */
const { SLACK_API_URL = '', SLACK_BOT_TOKEN = '', PORT = '0' } = process.env

const plain = (text: string) => ({ type: 'plain_text', text })
const input = (id: string, label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...more,
})
const option = (value: string, text: string) => ({ value, text: plain(text) })

const MODAL = {
  type: 'modal',
  callback_id: 'form',
  title: plain('A new key'),
  submit: plain('Get the key'),
  close: plain('Cancel'),
  blocks: [
    input(
      'name',
      'Name',
      { type: 'plain_text_input', max_length: 64, placeholder: plain('payments-svc') },
      { hint: plain('Up to 64 characters') },
    ),
    input('use', 'Use', { type: 'static_select', options: [option('live', 'Live'), option('test', 'Test')] }),
    input('reason', 'Reason', { type: 'plain_text_input', multiline: true }, { optional: true }),
  ],
}
const HOME = {
  type: 'home',
  blocks: [
    { type: 'header', text: plain('Your *keys* <!channel>') },
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*One* key, &lt;!channel&gt; <@U0BOB00001> `a&amp;b`' },
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: '_quiet_ words' }, plain('and *plain* ones')] },
    { type: 'divider' },
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'new', text: plain('New key') },
        {
          type: 'overflow',
          action_id: 'more',
          options: [option('rotate', 'Rotate'), option('revoke', 'Revoke')],
        },
      ],
    },
  ],
}

async function call(method: string, body: object): Promise<void> {
  await fetch(SLACK_API_URL + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** What the Home tab shows: the keys, or what was done last. */
let home: object = HOME
async function show(user: string, text: string): Promise<void> {
  home = { type: 'home', blocks: [{ type: 'section', text: plain(text) }] }
  await call('views.publish', { user_id: user, view: home })
}

/** @returns what is answered to Slack */
async function handle(body: string): Promise<string> {
  if (body.startsWith('{')) {
    const { event } = JSON.parse(body)
    if (event?.type === 'app_home_opened') await call('views.publish', { user_id: event.user, view: home })
    return ''
  }
  const form = new URLSearchParams(body)
  const payload = form.get('payload')
  if (payload === null) {
    await call('views.open', { trigger_id: form.get('trigger_id'), view: MODAL })
    return ''
  }
  const { type, user, view, actions } = JSON.parse(payload)
  if (type === 'block_actions')
    await show(user.id, `Pressed: ${actions[0].action_id} ${actions[0].selected_option?.value ?? ''}`)
  if (type !== 'view_submission') return ''
  const { name, use, reason } = view.state.values
  if (name.value.value === 'bad')
    return JSON.stringify({ response_action: 'errors', errors: { name: 'This name is taken.' } })
  const said = [name.value.value, use.value.selected_option?.value, reason.value.value]
  await show(user.id, `Filled in: ${JSON.stringify(said)}`)
  return ''
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const answer = request.method === 'POST' ? await handle(Buffer.concat(chunks).toString()) : ''
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  })
}).listen(Number(PORT), '127.0.0.1')
