import type { types } from '@slack/bolt'
import type { KeySid } from '../../ids.ts'

/** The ids of our buttons, as they come back in a click. */
export const ACTIONS = {
  confirm: 'confirm',
  notReceived: 'not_received',
  revoke: 'revoke',
  keep: 'keep',
  delete: 'delete',
} as const

/** A row of buttons. Each carries only the key's sid: newkey checks at every press who may press it. */
export function buttons(...elements: types.Button[]): types.ActionsBlock {
  return { type: 'actions', elements }
}

/** **I stored it**: the owner confirms that the secret is stored. */
export function storedButton(key: KeySid): types.Button {
  return { ...button(ACTIONS.confirm, 'I stored it', key), style: 'primary' }
}

/** **I didn't get the secret**: the owner has the key revoked. It asks for confirmation. */
export function notReceivedButton(key: KeySid): types.Button {
  return {
    ...button(ACTIONS.notReceived, "I didn't get the secret", key),
    confirm: confirmation('Revoke this key?', 'You will need to ask for a new one.', 'Revoke it'),
  }
}

/** **Revoke this key**, for the owner. It asks for confirmation. */
export function revokeButton(key: KeySid): types.Button {
  return {
    ...button(ACTIONS.revoke, 'Revoke this key', key),
    style: 'danger',
    confirm: confirmation(
      'Revoke this key?',
      'Everything that uses it stops working at once. This can’t be undone.',
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
      'Everything that uses it stops working at once. This can’t be undone.',
      'Delete it',
    ),
  }
}

/** **Keep it**, for a reviewer. */
export function keepButton(key: KeySid): types.Button {
  return button(ACTIONS.keep, 'Keep it', key)
}

function button(action_id: string, text: string, value: KeySid): types.Button {
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
