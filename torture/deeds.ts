import type { KeyIn } from '../src/domain/key.ts'
import { isTold } from '../src/domain/request.ts'
import { isKeySid, isRequestId } from '../src/ids.ts'
import { announceCreation } from '../src/keys/announce-creation.ts'
import { answerQuestion } from '../src/keys/answer-question.ts'
import { askOtherReviewer } from '../src/keys/ask-other-reviewer.ts'
import type { Answer, Press } from '../src/keys/authorize-press.ts'
import { compareWithTwilio } from '../src/keys/compare-with-twilio.ts'
import { confirmKey } from '../src/keys/confirm-key.ts'
import { findOwnKeys } from '../src/keys/find-own-keys.ts'
import { fulfilRequest, resumeRequest } from '../src/keys/fulfil-request.ts'
import type { Services } from '../src/keys/ports.ts'
import { receiveRequest } from '../src/keys/receive-request.ts'
import { reconcile } from '../src/keys/reconcile.ts'
import { replyAbout } from '../src/keys/reply-about.ts'
import { reviewKey } from '../src/keys/review-key.ts'
import { revokeOwnKey } from '../src/keys/revoke-own-key.ts'
import { Secret } from '../src/secret.ts'
import type { ListenerServices } from '../src/slack/interactions/listener.ts'
import { showCard } from '../src/slack/interactions/show-card.ts'
import { showReview } from '../src/slack/interactions/show-review.ts'
import { readRows } from './evidence.ts'
import type { Command, Step } from './history.ts'
import { type Model, PEOPLE, TEAM } from './model.ts'

const replyTo = () => ({ url: new Secret('x'), channel: undefined, replaces: false })
/** Requests and keys of one history. A second request for a name has it in capitals: to a person, it is the same. */
export const isOf = (own: string, { name }: { readonly name: string }): boolean =>
  name.toLowerCase().startsWith(`${own}-`)

/** A verb that loses a race says so; nothing else may be thrown. */
const race = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'overtaken')) throw error
  })
}

/** Receives a command, and returns what is then to be done: the rest of its life, or nothing for a duplicate. */
export async function receive(
  deps: Services,
  name: string,
  user: (typeof PEOPLE)[number],
  isSentence = false,
): Promise<() => Promise<void>> {
  const fingerprints = { trigger: name, payload: name }
  const receipt = await receiveRequest(deps, { user, team: TEAM, name, reason: '', fingerprints })
  if (receipt.kind !== 'received') return async () => undefined
  const announcement = announceCreation(deps, replyTo())
  return () => race(fulfilRequest(deps, receipt.request, { acked: true, isSentence, announcement }))
}

type Settled = KeyIn<'active' | 'revoking' | 'revoked'>
type Verb = (services: ListenerServices, press: Press) => Promise<Answer<Settled>>
const VERBS: Readonly<Record<'confirm' | 'revoke' | 'keep' | 'delete', Verb>> = {
  confirm: confirmKey,
  revoke: (services, press) => revokeOwnKey(services, press, 'revoked_by_requester'),
  keep: (services, press) => reviewKey(services, press, 'keep'),
  delete: (services, press) => reviewKey(services, press, 'revoke'),
}

/**
 * A button that somebody might press, with what is shown of it afterwards: the owner their own, another person the one
 * that asks them to decide.
 */
async function press(
  model: Model,
  file: string,
  own: string,
  { verb, which }: Extract<Step, { readonly kind: 'press' }>,
): Promise<void> {
  const decides = verb === 'keep' || verb === 'delete'
  const theirs = readRows(file).keys.filter((key) => isOf(own, key) && (!decides || key.state === 'held'))
  const row = theirs[which % Math.max(1, theirs.length)]
  if (!row || !isKeySid(row.sid)) return
  const services = model.process('first')
  for (const user of PEOPLE) {
    const pressed = {
      key: row.sid,
      value: row.sid,
      user,
      team: TEAM,
      at: undefined,
      isEphemeral: false,
      replyTo: replyTo(),
      payloadDigest: '',
    }
    await race(
      VERBS[verb](services, pressed).then(async (answer) => {
        if (answer.kind === 'done') await (decides ? showReview : showCard)(services, answer.result, pressed)
      }),
    )
  }
}

/** **Create the key** or **Cancel**, pressed by everybody: only who was asked may answer. */
async function answerAsked(
  services: ListenerServices,
  file: string,
  own: string,
  { verb, which }: Extract<Step, { readonly kind: 'answer' }>,
): Promise<void> {
  const rows = readRows(file)
  const asked = new Set(rows.records.filter(({ event }) => event === 'asked').map(({ request }) => request))
  const theirs = rows.requests.filter((request) => isOf(own, request) && asked.has(request.id))
  const row = theirs[which % Math.max(1, theirs.length)]
  if (!row || !isRequestId(row.id)) return
  for (const user of PEOPLE) {
    const pressed = { request: row.id, user, team: TEAM }
    await race(
      answerQuestion(services, pressed, verb).then(async (answer) => {
        if (answer.kind === 'refused') return
        const { result } = answer
        if (user !== row.user) throw new Error(`${user} answered what ${row.user} was asked`)
        if (result.state === 'asked')
          await resumeRequest(services, result, announceCreation(services, replyTo()))
        else if (isTold(result)) await replyAbout(services, result, replyTo())
      }),
    )
  }
}

/** `/newkey revoke` with a name, typed by everybody, and the button that it answers with. */
async function revokeByCommand(services: ListenerServices, file: string, name: string): Promise<void> {
  for (const user of PEOPLE) {
    const own = await findOwnKeys(services, { user, team: TEAM }, name)
    if (own.kind !== 'found') continue
    for (const { sid } of own.keys) {
      const owner = readRows(file).keys.find((key) => key.sid === sid)?.owner
      if (owner !== user) throw new Error(`${user} was offered to revoke the key of ${owner}`)
      await race(
        revokeOwnKey(services, { key: sid, user, team: TEAM }, 'revoked_by_requester').then(
          async (answer) => {
            if (answer.kind === 'done') await replyAbout(services, answer.result, replyTo())
          },
        ),
      )
    }
  }
}

/** Deletes one of the keys in the Console. */
function deleteInConsole(model: Model, file: string, own: string, which: number): void {
  const there = readRows(file).keys.filter((key) => isOf(own, key) && model.twilio.keys.has(key.sid))
  const key = there[which % Math.max(1, there.length)]
  if (key && model.twilio.deleteInConsole(key.sid)) model.deletedElsewhere.add(key.sid)
}

/** Does one thing that may happen beside the commands. @param by a name for another process */
export async function take(
  model: Model,
  file: string,
  own: string,
  commands: readonly Command[],
  one: Step,
  by: string,
): Promise<void> {
  const services = model.process('first')
  switch (one.kind) {
    case 'clock':
      return jump(model, one.by)
    case 'clock set':
      model.ahead = one.ahead
      return
    case 'hold':
      model.holds = one.on
      return
    case 'membership':
      return toggle(model.members, personOf(one.user))
    case 'own pass':
      return reconcile(services)
    case 'recover':
      return reconcile(model.process(by))
    case 'repeat': {
      const number = one.which % commands.length
      const again = await receive(
        services,
        `${own.toUpperCase()}-${number}`,
        personOf(commands[number]?.user ?? 0),
        one.isSentence,
      )
      return again()
    }
    case 'answer': {
      // The process that asked may have ended since.
      const process = one.isRestarted ? model.process(by) : services
      await answerAsked(process, file, own, one)
      if (one.twice) await answerAsked(process, file, own, one)
      return
    }
    case 'revoke command':
      return revokeByCommand(services, file, `${own}-${one.which % commands.length}`)
    case 'console':
      return deleteInConsole(model, file, own, one.which)
    case 'compare':
      await compareWithTwilio(services)
      return
    case 'other reviewer':
      return askOtherReviewer(services)
    case 'press':
      await press(model, file, own, one)
      if (one.twice) await press(model, file, own, one)
  }
}

/** Time goes on; a clock that is set back is the machine's alone. */
function jump(model: Model, by: number): void {
  if (by > 0) model.time += by
  else model.ahead += by
}

export function personOf(number: number): (typeof PEOPLE)[number] {
  const person = PEOPLE[number]
  if (!person) throw new Error('nobody')
  return person
}

function toggle(members: Set<string>, user: string): void {
  if (!members.delete(user)) members.add(user)
}
