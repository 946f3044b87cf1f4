import { describe, expect, it } from '@jest/globals'
import { readSubmission } from '../../../sandbox/slack/submission.ts'
import { createViews } from '../../../sandbox/slack/views.ts'

const ADA = 'U0ADA00001'
const plain = (text: string) => ({ type: 'plain_text', text })
const modal = (title: string) => ({
  type: 'modal',
  title: plain(title),
  submit: plain('Go'),
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'value' },
    },
    { type: 'section', block_id: 'words', text: plain('words') },
  ],
})

/** What a modal's submission comes to: what is said, and the title of what is on top then. */
function submitted(body: string, below?: string) {
  const views = createViews(() => undefined)
  if (below !== undefined) views.open(ADA, modal(below))
  if (below === undefined) views.open(ADA, modal('First'))
  else views.push(ADA, modal('First'))
  const view = views.top(ADA)
  if (!view) throw new Error('there is no modal')
  const said = readSubmission(views, ADA, view, body)
  return { said, top: views.top(ADA)?.title.text }
}
const answer = (response_action: string, more: object = {}): string =>
  JSON.stringify({ response_action, ...more })
const UNREADABLE = 'Slack couldn’t read the app’s answer.'

/** Slack docs: "Modals", closing, updating and errors. */
describe('given a modal that was submitted', () => {
  it.each([
    ['nothing', '', undefined, undefined],
    ['a clear', answer('clear'), undefined, undefined],
    ['an update', answer('update', { view: modal('Second') }), undefined, 'Second'],
    ['a push', answer('push', { view: modal('Second') }), undefined, 'Second'],
    ['an error at an input', answer('errors', { errors: { name: 'taken' } }), { name: 'taken' }, 'First'],
    ['an error at no input', answer('errors', { errors: { words: 'taken' } }), UNREADABLE, 'First'],
    ['errors without any', answer('errors', { errors: {} }), UNREADABLE, 'First'],
    [
      'a view that Slack doesn’t take',
      answer('update', { view: { type: 'home', blocks: [] } }),
      UNREADABLE,
      'First',
    ],
    ['what isn’t an answer', 'ok', UNREADABLE, 'First'],
  ])('when the app answers %s, then that is done', (_, body, said, top) => {
    expect(submitted(body)).toEqual({ said, top })
  })

  it('when it lay on another, then that one is seen again; a clear takes both', () => {
    expect(submitted('', 'Below').top).toBe('Below')
    expect(submitted(answer('clear'), 'Below').top).toBeUndefined()
  })
})
