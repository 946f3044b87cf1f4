import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

/** The modules of Node that all files share; of `process`, Jest gives each file a copy. */
const MODULES = [
  ...[
    'async_hooks',
    'buffer',
    'child_process',
    'crypto',
    'dns',
    'dns/promises',
    'events',
    'fs',
    'fs/promises',
  ],
  ...['http', 'http2', 'https', 'net', 'os', 'path', 'perf_hooks', 'sqlite', 'stream'],
  ...['stream/promises', 'timers', 'timers/promises', 'tls', 'url', 'util', 'worker_threads', 'zlib'],
]
/** What a test would replace among the globals; each file has its own, and is to leave them as they were. */
const GLOBALS = [
  ...[
    'fetch',
    'Request',
    'Response',
    'Headers',
    'WebSocket',
    'EventSource',
    'Date',
    'Math',
    'JSON',
    'Promise',
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'performance', 'crypto', 'AbortSignal', 'AbortController'],
]
export interface Patch {
  /** As `node:http.request`. */
  readonly what: string
  undo(): void
}

/** An object whose properties are watched. */
interface Spot {
  readonly name: string
  readonly object: object
  readonly was: ReadonlyMap<PropertyKey, PropertyDescriptor>
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
const properties = (object: object): Map<PropertyKey, PropertyDescriptor> =>
  new Map(
    Reflect.ownKeys(object).flatMap((key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(object, key)
      return descriptor ? [[key, descriptor]] : []
    }),
  )
const same = (one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean =>
  Object.is(one?.value, other?.value) && one?.get === other?.get && one?.set === other?.set

/** The object itself, its functions, and their prototypes: where a patch of a module can be. */
function spotsOf(name: string, root: object): Spot[] {
  const seen = new Map<object, Spot>()
  const visit = (at: string, object: object, deeper: number): void => {
    if (seen.has(object)) return
    const was = properties(object)
    seen.set(object, { name: at, object, was })
    for (const [key, { value }] of was)
      if (typeof value === 'function' ? deeper > 0 : key === 'prototype' && isObject(value))
        visit(`${at}.${String(key)}`, value, deeper - 1)
  }
  visit(name, root, 1)
  return [...seen.values()]
}

function changed({ name, object, was }: Spot): Patch[] {
  const is = properties(object)
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const what = `${name}.${String(key)}`
    const before = was.get(key)
    // `util.promisify` marks a function that it has nothing to add to with itself, once for all.
    const marked = key === promisify.custom && is.get(key)?.value === object
    if (marked || same(before, is.get(key))) return []
    const undo = (): void =>
      void (before ? Reflect.defineProperty(object, key, before) : Reflect.deleteProperty(object, key))
    return [{ what, undo }]
  })
}

/**
 * Remembers how Node's modules and a file's globals are now.
 * @param globals the file's own `globalThis`
 * @returns what has been changed since then, each with its way back
 */
export function watchPatches(globals: object): () => Patch[] {
  const require = createRequire(import.meta.url)
  const spots = MODULES.flatMap((name) => {
    const module: unknown = require(`node:${name}`)
    if (!isObject(module)) return []
    // Node loads some of its properties when they are first read, and puts the value in the getter's place.
    for (const key of Object.keys(module)) Reflect.get(module, key)
    return spotsOf(`node:${name}`, module)
  })
  const own = GLOBALS.flatMap((name) => {
    const value: unknown = Reflect.get(globals, name)
    return isObject(value) ? spotsOf(name, value) : []
  })
  const names: Spot = {
    name: 'globalThis',
    object: globals,
    was: new Map(
      GLOBALS.flatMap((name) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(globals, name)
        return descriptor ? [[name, descriptor]] : []
      }),
    ),
  }
  const { defaultMaxListeners } = EventEmitter
  const folder = process.cwd()

  return () => [
    ...[...spots, ...own].flatMap(changed),
    ...changed(names).filter(({ what }) => GLOBALS.includes(what.replace('globalThis.', ''))),
    ...(EventEmitter.defaultMaxListeners === defaultMaxListeners
      ? []
      : [
          {
            what: 'the most listeners that an emitter has unasked',
            undo: () => {
              EventEmitter.defaultMaxListeners = defaultMaxListeners
            },
          },
        ]),
    ...(process.cwd() === folder ? [] : [{ what: 'the working folder', undo: () => process.chdir(folder) }]),
  ]
}
