import type { types } from '@slack/bolt'
import type { RequestId } from '../../ids.ts'

/** The ids of our buttons, as they come back in a click. */
export const ACTIONS = {
  confirm: 'confirm',
  notReceived: 'not_received',
  revoke: 'revoke',
  keep: 'keep',
  delete: 'delete',
} as const

/** A row of buttons. Each carries the request's id and nothing else: who may press is found out at every press. */
export function buttons(...elements: types.Button[]): types.ActionsBlock {
  return { type: 'actions', elements }
}

export function storedButton(request: RequestId): types.Button {
  return { ...button(ACTIONS.confirm, 'I stored it', request), style: 'primary' }
}

export function notReceivedButton(request: RequestId): types.Button {
  return {
    ...button(ACTIONS.notReceived, 'I didn’t get it', request),
    confirm: sure('Delete this key?', 'You will need to ask for a new one.'),
  }
}

export function revokeButton(request: RequestId): types.Button {
  return {
    ...button(ACTIONS.revoke, 'Revoke this key', request),
    style: 'danger',
    confirm: sure('Revoke this key?', 'Everything that uses it stops working at once. This can’t be undone.'),
  }
}

export function deleteButton(request: RequestId): types.Button {
  return {
    ...button(ACTIONS.delete, 'Delete this key', request),
    style: 'danger',
    confirm: sure('Delete this key?', 'Everything that uses it stops working at once. This can’t be undone.'),
  }
}

export function keepButton(request: RequestId): types.Button {
  return button(ACTIONS.keep, 'Keep it', request)
}

function button(action_id: string, text: string, value: RequestId): types.Button {
  return { type: 'button', action_id, value, text: { type: 'plain_text', text, emoji: false } }
}

function sure(title: string, text: string): types.ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: title },
    text: { type: 'plain_text', text },
    confirm: { type: 'plain_text', text: 'Delete it' },
    deny: { type: 'plain_text', text: 'Keep it' },
    style: 'danger',
  }
}
