import { describe, expect, it } from '@jest/globals'
import type { Key } from '../../../../src/domain/key.ts'
import { card } from '../../../../src/slack/messages/card.ts'
import type { Message } from '../../../../src/slack/messages/message.ts'
import { reviewCard } from '../../../../src/slack/messages/review-card.ts'
import { secretMessage } from '../../../../src/slack/messages/secret-message.ts'
import { SID } from '../../ids.ts'
import { SECRET } from '../../keys/fake-services.ts'
import { keyIn } from '../../requests.ts'
import { WORDING } from './every-message.ts'

/** The labels of a message's buttons, and what each sends. */
const buttonsOf = (message: Message | undefined): readonly string[] =>
  (message?.blocks ?? []).flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map((one) => (one.type === 'button' ? `${one.text.text} = ${one.value}` : one.type))
      : [],
  )
const said = (message: Message | undefined): string => JSON.stringify(message)
const kept: Key = { ...keyIn('active'), cause: 'orphan', isFound: true }

describe('given the card of a key', () => {
  it.each<[string, Key, string[]]>([
    [
      'delivered',
      keyIn('delivered'),
      [`I stored it = ${SID}`, `I didn't get the secret = ${SID}`, `Revoke this key = ${SID}`],
    ],
    ['active', keyIn('active'), [`Revoke this key = ${SID}`]],
    ['held', keyIn('held'), [`Revoke this key = ${SID}`]],
    ['kept by a reviewer', kept, [`Revoke this key = ${SID}`]],
    ['revoking', keyIn('revoking'), []],
    ['revoked', keyIn('revoked'), []],
  ])('when it is %s, then it has the buttons that fit', (_, key, buttons) => {
    expect(buttonsOf(card(key, WORDING))).toEqual(buttons)
  })

  it('when it isn’t delivered, then there is none', () => {
    expect(card(keyIn('created'), WORDING)).toBeUndefined()
  })

  it('when a person has to decide, then it says not to use it, and why', () => {
    expect(said(card(keyIn('held'), WORDING))).toContain('Don’t use this key: ')
    expect(said(card(keyIn('held'), WORDING))).toContain(
      'A reviewer is deciding whether to delete it or to keep it.',
    )
    expect(said(card({ ...keyIn('held'), cause: 'unproven' }, WORDING))).toContain('audit log doesn’t show')
  })

  it('when a reviewer kept it, then the card doesn’t say that its owner stored the secret', () => {
    expect(said(card(keyIn('active'), WORDING))).toContain('You stored the secret')
    expect(said(card(kept, WORDING))).not.toContain('stored')
    expect(said(card(kept, WORDING))).toContain(' decided to keep this key (')
  })

  it('when it is of another region, then that is said', () => {
    expect(said(card({ ...keyIn('active'), region: 'ie1' }, WORDING))).toContain(' in region ie1')
    expect(said(card(keyIn('active'), WORDING))).not.toContain('region')
  })
})

describe('given the card that asks a reviewer', () => {
  it('when nobody has decided, then it has both buttons', () => {
    expect(buttonsOf(reviewCard(keyIn('held'), WORDING))).toEqual([
      `Delete this key = ${SID}`,
      `Keep it = ${SID}`,
    ])
  })

  it.each<[string, Key, string]>([
    ['kept', kept, ' decided to keep it ('],
    ['being deleted', keyIn('revoking'), 'The key is being revoked'],
    ['deleted', keyIn('revoked'), 'no longer works'],
  ])('when it was %s, then it says so and has no button', (_, key, words) => {
    expect(said(reviewCard(key, WORDING))).toContain(words)
    expect(buttonsOf(reviewCard(key, WORDING))).toEqual([])
  })

  it('when there is nothing to decide, then there is none', () => {
    expect([reviewCard(keyIn('created'), WORDING), reviewCard(keyIn('delivered'), WORDING)]).toEqual([
      undefined,
      undefined,
    ])
  })
})

describe('given the message with the secret', () => {
  it('then it has one button, and no notification takes its words from the secret', () => {
    const message = secretMessage(keyIn('created'), SECRET)
    expect(buttonsOf(message)).toEqual([`I stored it = ${SID}`])
    expect(message.text + JSON.stringify(message.blocks[0])).not.toContain(SECRET.reveal())
    expect(said(message).split(SECRET.reveal())).toHaveLength(2)
  })
})
