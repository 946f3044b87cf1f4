import type { types } from '@slack/bolt'
import type { KeySid, RequestId } from '../../ids.ts'

/** The ids of our buttons, as they come back in a click. */
export const ACTIONS = {
  create: 'create',
  cancel: 'cancel',
  confirm: 'confirm',
  notReceived: 'not_received',
  revoke: 'revoke',
  keep: 'keep',
  delete: 'delete',
} as const

/** A row of buttons. Each carries only the id of a key or a request: newkey checks at every press who may press it. */
export function buttons(...elements: types.Button[]): types.ActionsBlock {
  return { type: 'actions', elements }
}

/** **Create the key**: the requester means what they typed. */
export function createButton(request: RequestId): types.Button {
  return { ...button(ACTIONS.create, 'Create the key', request), style: 'primary' }
}

/** **Cancel**: the requester doesn't want the key. */
export function cancelButton(request: RequestId): types.Button {
  return button(ACTIONS.cancel, 'Cancel', request)
}

/** **I stored it** on the message with the secret, which goes when it is pressed. */
export function storedButton(key: KeySid): types.Button {
  return { ...storedOnCardButton(key), style: 'primary' }
}

/** **I stored it** on the card. It can't remove the message with the secret, so it isn't the primary button. */
export function storedOnCardButton(key: KeySid): types.Button {
  return button(ACTIONS.confirm, 'I stored it', key)
}

/** **I didn't get the secret**: the owner has the key revoked. It asks for confirmation. */
export function notReceivedButton(key: KeySid): types.Button {
  return {
    ...button(ACTIONS.notReceived, "I didn't get the secret", key),
    confirm: confirmation(
      'Revoke this key?',
      'You can’t undo this. You can then ask for a new key.',
      'Revoke it',
    ),
  }
}

/** **Revoke this key**, where newkey has just asked whether to revoke it. */
export function revokeAnswerButton(key: KeySid): types.Button {
  return { ...button(ACTIONS.revoke, 'Revoke this key', key), style: 'danger' }
}

/** **Revoke this key**, for the owner. It asks for confirmation. */
export function revokeButton(key: KeySid): types.Button {
  return {
    ...revokeAnswerButton(key),
    confirm: confirmation(
      'Revoke this key?',
      'Everything that uses it stops working at once. You can’t undo this.',
      'Revoke it',
    ),
  }
}

/** **Delete this key**, for a reviewer. It asks for confirmation. */
export function deleteButton(key: KeySid): types.Button {
  return {
    ...button(ACTIONS.delete, 'Delete this key', key),
    style: 'danger',
    confirm: confirmation(
      'Delete this key?',
      'Everything that uses it stops working at once. You can’t undo this.',
      'Delete it',
    ),
  }
}

/** **Keep it**, for a reviewer. */
export function keepButton(key: KeySid): types.Button {
  return button(ACTIONS.keep, 'Keep it', key)
}

function button(action_id: string, text: string, value: KeySid | RequestId): types.Button {
  return { type: 'button', action_id, value, text: { type: 'plain_text', text, emoji: false } }
}

function confirmation(title: string, text: string, yes: string): types.ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: title },
    text: { type: 'plain_text', text },
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: 'Cancel' },
    style: 'danger',
  }
}
