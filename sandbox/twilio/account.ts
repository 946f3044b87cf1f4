import { randomBytes } from 'node:crypto'
import type { Exchange, Fate, WireAnswer, WireRequest } from '../exchange.ts'
import { type FakeKey, failure, json, listPage, rfc2822, shown } from './answers.ts'
import { type Operation, type TwilioTrouble, troubled } from './trouble.ts'

export interface TwilioOptions {
  readonly now: () => number
  /** `AC…` */
  readonly account: string
  readonly authToken: string
  /** Keys of the type Main may make keys; Standard ones may not (Twilio docs: "API keys overview"). */
  readonly mainKeys?: ReadonlyArray<{ readonly sid: string; readonly secret: string }>
  /** How many keys the account can have. */
  readonly mostKeys?: number
  /** Hexadecimal digits for new sids and secrets, twice as many as `bytes`. */
  readonly random?: (bytes: number) => string
}

export interface TwilioAccount {
  handle(request: WireRequest): Fate
  /** Every request that arrived, with its outcome. */
  readonly exchanges: Exchange[]
  /** The keys that exist, by sid, oldest first. */
  readonly keys: Map<string, FakeKey>
  /** The keys that were deleted, by sid. */
  readonly deleted: Map<string, FakeKey>
  readonly trouble: Map<Operation, TwilioTrouble>
  /** Somebody deletes a key in the Twilio Console. @returns whether it was there */
  deleteInConsole(sid: string): boolean
  /** Whether code that signs in with this key gets in. */
  authenticates(sid: string, secret: string): boolean
}

const LONGEST_NAME = 64
const LARGEST_PAGE = 1000

/** A Twilio account with its Keys API, version 2010-04-01 (Twilio docs: "REST API: Keys"). */
export function createTwilio(options: TwilioOptions): TwilioAccount {
  const random = options.random ?? ((bytes) => randomBytes(bytes).toString('hex'))
  const base = `/2010-04-01/Accounts/${options.account}`
  const exchanges: Exchange[] = []
  const [keys, deleted] = [new Map<string, FakeKey>(), new Map<string, FakeKey>()]
  const trouble = new Map<Operation, TwilioTrouble>()

  const authenticates = (sid: string, secret: string): boolean => keys.get(sid)?.secret === secret

  function handle(request: WireRequest): Fate {
    const fate = stamped(decide(request))
    exchanges.push({ at: options.now(), request, fate })
    return fate
  }

  function decide(request: WireRequest): Fate {
    const [path = '', query = ''] = request.path.split('?')
    const sid = path.startsWith(`${base}/Keys/`)
      ? path.slice(`${base}/Keys/`.length).replace(/\.json$/, '')
      : undefined
    const who = caller(request.headers.authorization)
    if (who === 'nobody') return fateOf(failure(401, 20003, 'Authenticate'))
    // Any key may use the product APIs; this one stands for all of them.
    if (request.method === 'GET' && path === `${base}/Messages.json`)
      return fateOf(json(200, { messages: [] }))
    if (who === 'standard') return fateOf(failure(401, 20003, 'Authenticate'))
    const operation = operationOf(request.method, path, sid)
    if (!operation) return fateOf(failure(404, 20404, `The requested resource ${path} was not found`))
    const met = meet(operation)
    const carryOut = (): WireAnswer => perform(operation, sid ?? '', request.body, new URLSearchParams(query))
    return met ? troubled(met, carryOut) : fateOf(carryOut())
  }

  function operationOf(method: string, path: string, sid: string | undefined): Operation | undefined {
    if (path === `${base}/Keys.json`)
      return method === 'POST' ? 'create' : method === 'GET' ? 'list' : undefined
    if (sid === undefined) return undefined
    return method === 'GET'
      ? 'fetch'
      : method === 'POST'
        ? 'update'
        : method === 'DELETE'
          ? 'delete'
          : undefined
  }

  function meet(operation: Operation): TwilioTrouble | undefined {
    const met = trouble.get(operation)
    if (met?.times === undefined) return met
    if (met.times <= 1) trouble.delete(operation)
    else trouble.set(operation, { ...met, times: met.times - 1 })
    return met
  }

  function perform(operation: Operation, sid: string, body: string, query: URLSearchParams): WireAnswer {
    const name = new URLSearchParams(body).get('FriendlyName') ?? ''
    if (operation === 'create') return create(name)
    if (operation === 'list') {
      const size = Math.min(Number(query.get('PageSize') ?? 50), LARGEST_PAGE)
      return listPage(`${base}/Keys.json`, [...keys.values()], {
        number: Number(query.get('Page') ?? 0),
        size,
      })
    }
    const key = keys.get(sid)
    if (!key) return failure(404, 20404, `The requested resource ${base}/Keys/${sid}.json was not found`)
    if (operation === 'fetch') return json(200, shown(key))
    if (operation === 'update') {
      if ([...name].length > LONGEST_NAME) return failure(400, 70001, 'FriendlyName is too long')
      Object.assign(key, { friendlyName: name, dateUpdated: wholeSeconds(options.now()) })
      return json(200, shown(key))
    }
    deleteInConsole(sid)
    return { status: 204, headers: {}, body: '' }
  }

  function deleteInConsole(sid: string): boolean {
    const key = keys.get(sid)
    if (!key) return false
    keys.delete(sid)
    deleted.set(sid, key)
    return true
  }

  function create(name: string): WireAnswer {
    if ([...name].length > LONGEST_NAME) return failure(400, 70001, 'FriendlyName is too long')
    if (keys.size >= (options.mostKeys ?? 1000))
      return failure(400, 70151, 'Maximum number of API keys reached')
    const at = wholeSeconds(options.now())
    const key: FakeKey = {
      sid: `SK${random(16)}`,
      friendlyName: name,
      dateCreated: at,
      dateUpdated: at,
      secret: random(16),
    }
    keys.set(key.sid, key)
    return json(201, { ...shown(key), secret: key.secret })
  }

  /** Basic authentication (Twilio docs: "API requests"). */
  function caller(authorization: string | undefined): 'account' | 'standard' | 'nobody' {
    const encoded = /^Basic (.+)$/.exec(authorization ?? '')?.[1]
    const [user = '', ...rest] = Buffer.from(encoded ?? '', 'base64')
      .toString()
      .split(':')
    const password = rest.join(':')
    if (user === options.account && password === options.authToken) return 'account'
    if (options.mainKeys?.some((key) => key.sid === user && key.secret === password)) return 'account'
    return authenticates(user, password) ? 'standard' : 'nobody'
  }

  function stamped(fate: Fate): Fate {
    if (fate.kind !== 'answer') return fate
    const headers = { ...fate.headers, 'twilio-request-id': `RQ${random(16)}`, date: rfc2822(options.now()) }
    return { ...fate, headers }
  }

  return { handle, exchanges, keys, deleted, trouble, deleteInConsole, authenticates }
}

const fateOf = (answer: WireAnswer): Fate => ({ kind: 'answer', ...answer })
const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000
