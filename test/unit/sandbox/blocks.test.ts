import { describe, expect, it } from '@jest/globals'
import { readBlocks } from '../../../sandbox/slack/blocks.ts'
import { createViews } from '../../../sandbox/slack/views.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const long = (length: number): string => 'x'.repeat(length)
const button = (id: string) => ({ type: 'button', action_id: id, text: plain('Press') })
const input = (id: string) => ({
  type: 'input',
  block_id: id,
  label: plain('Name'),
  element: { type: 'plain_text_input', action_id: 'value' },
})
const section = { type: 'section', text: plain('words') }

/** Slack docs: "Block Kit reference" gives each limit. */
describe('given blocks as newkey uses them', () => {
  it.each([
    ['a header of 150', { type: 'header', text: plain(long(150)) }],
    ['a section of 3000, as mrkdwn', { type: 'section', text: { type: 'mrkdwn', text: long(3000) } }],
    ['ten words of context', { type: 'context', elements: Array(10).fill(plain('a')) }],
    ['a divider', { type: 'divider' }],
    ['25 buttons', { type: 'actions', elements: Array.from({ length: 25 }, (_, at) => button(`b${at}`)) }],
    [
      'an overflow menu',
      {
        type: 'actions',
        elements: [{ type: 'overflow', action_id: 'm', options: [{ text: plain('a'), value: 'a' }] }],
      },
    ],
    ['an input', input('name')],
  ])('then Slack takes %s', (_, block) => {
    expect(readBlocks([block])).toEqual([block])
    expect(readBlocks(JSON.stringify([block]))).toEqual([block])
  })

  it.each([
    ['a header of 151', [{ type: 'header', text: plain(long(151)) }]],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }]],
    ['a section of 3001', [{ type: 'section', text: plain(long(3001)) }]],
    ['a section without words', [{ type: 'section', text: plain('') }]],
    ['eleven words of context', [{ type: 'context', elements: Array(11).fill(plain('a')) }]],
    ['26 buttons', [{ type: 'actions', elements: Array.from({ length: 26 }, (_, at) => button(`b${at}`)) }]],
    ['two buttons of one id', [{ type: 'actions', elements: [button('a'), button('a')] }]],
    ['a button of 76', [{ type: 'actions', elements: [{ ...button('a'), text: plain(long(76)) }] }]],
    [
      'a menu of six',
      [
        {
          type: 'actions',
          elements: [
            { type: 'overflow', action_id: 'm', options: Array(6).fill({ text: plain('a'), value: 'a' }) },
          ],
        },
      ],
    ],
    ['two blocks of one id', [input('a'), input('a')]],
    ['51 blocks', Array(51).fill(section)],
    [
      'an image, which newkey never shows',
      [{ type: 'image', image_url: 'https://a.example/a.png', alt_text: 'a' }],
    ],
    ['a field that Slack doesn’t know', [{ ...section, colour: 'red' }]],
    ['what isn’t JSON', '[{'],
  ])('then Slack refuses %s', (_, blocks) => {
    expect(readBlocks(blocks)).toBeUndefined()
  })
})

describe('given views', () => {
  const modal = { type: 'modal', title: plain('A key'), submit: plain('Get it'), blocks: [input('name')] }
  const ADA = 'U0ADA00001'

  it('when a modal is opened, then it is on top, until it is closed', () => {
    const views = createViews(() => undefined)
    expect(views.open(ADA, JSON.stringify(modal))).toMatchObject({ ok: true })
    expect(views.top(ADA)).toMatchObject({ title: plain('A key'), blocks: [{ block_id: 'name' }] })
    expect(views.top('U0BOB00001')).toBeUndefined()
    views.close(ADA, views.top(ADA)?.id ?? '')
    expect(views.top(ADA)).toBeUndefined()
  })

  it.each([
    ['a title of 25', { ...modal, title: plain(long(25)) }],
    ['an input without a button to submit it', { ...modal, submit: undefined }],
    ['101 blocks', { ...modal, blocks: Array(101).fill(section) }],
    ['a Home tab', { type: 'home', blocks: [section] }],
    ['nothing', undefined],
  ])('when %s is opened as a modal, then Slack refuses it', (_, view) => {
    expect(createViews(() => undefined).open(ADA, view)).toEqual({ ok: false, error: 'invalid_arguments' })
  })

  it('when modals are laid on each other, then three is the most, and one that changed meanwhile isn’t overwritten', () => {
    const views = createViews(() => undefined)
    for (const lay of [views.open, views.push, views.push])
      expect(lay(ADA, modal)).toMatchObject({ ok: true })
    expect(views.push(ADA, modal)).toEqual({ ok: false, error: 'push_limit_reached' })
    const { id = '', hash } = views.top(ADA) ?? {}
    expect(views.update(id, { ...modal, title: plain('Another') }, hash)).toMatchObject({ ok: true })
    expect(views.update(id, modal, hash)).toEqual({ ok: false, error: 'hash_conflict' })
    expect(views.top(ADA)?.title.text).toBe('Another')
    expect(views.update('V0', modal, undefined)).toEqual({ ok: false, error: 'not_found' })
  })

  it('when a Home tab is published, then its owner sees it, up to 100 blocks', () => {
    const views = createViews(() => undefined)
    expect(views.publish(ADA, { type: 'home', blocks: Array(100).fill(section) }, undefined)).toMatchObject({
      ok: true,
    })
    expect(views.home(ADA)?.blocks).toHaveLength(100)
    expect(views.publish(ADA, { type: 'home', blocks: Array(101).fill(section) }, undefined)).toMatchObject({
      ok: false,
    })
  })
})
