import { isKeySid, type KeySid } from '../../ids.ts'
import type { Answer, Press, PressKind } from '../../keys/authorize-press.ts'
import type { Services } from '../../keys/ports.ts'
import type { Listener, ListenerServices } from './listener.ts'
import { buttonListener, type Pressed } from './press.ts'

/** A button on a message about a key: who may press it, the verb that it calls, and how the messages show the result. */
export interface KeyButtonSpec<K> {
  readonly id: string
  readonly kind: PressKind
  readonly run: (services: Services, press: Press) => Promise<Answer<K>>
  readonly show: (services: ListenerServices, key: K, pressed: Pressed<KeySid>) => Promise<void>
}

/** Creates the listener for a button whose value is the sid of a key. */
export const keyButton = <K>({ id, kind, run, show }: KeyButtonSpec<K>): Listener =>
  buttonListener({
    id,
    isValue: isKeySid,
    isOwn: async ({ store }, { value, user }) =>
      kind === 'own' && (await store.keys.find(value))?.owner === user,
    run: (services, { value, user, team }) => run(services, { key: value, user, team }),
    show,
  })
