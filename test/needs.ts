import { spawnSync } from 'node:child_process'
import { it } from '@jest/globals'
import { findChromium } from '../sandbox/chromium.ts'

/** What some tests need and not every machine has; `npm test` names it at its end (test/jest/skipped-line.ts). */
export const NEEDS = {
  contracts: {
    says: 'the vendors’ contracts (set NEWKEY_CONTRACTS to their folder)',
    // A folder that is named and isn't there is a fault, and no reason to skip.
    met: (): boolean => (process.env.NEWKEY_CONTRACTS ?? '') !== '',
  },
  chromium: {
    says: 'Chromium (on Debian: apt-get install chromium)',
    met: (): boolean => findChromium() !== undefined,
  },
  root: {
    says: 'to run as root, to make a file somebody else’s',
    met: (): boolean => process.getuid?.() === 0,
  },
  namespaces: {
    says: 'a PID namespace, to be process 1 in (on Debian: root, util-linux, and a container that may use unshare)',
    met: (): boolean => spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0,
  },
} as const

type It = typeof it.skip

/** `it` for tests that need something: where it is missing, they are skipped, and their titles say what it is. */
export function itNeeds(need: keyof typeof NEEDS): It {
  const { met, says } = NEEDS[need]
  return met() ? it : titled(it.skip, ` [needs ${says}]`)
}

/** The same, with an end to every title. */
function titled<T extends object>(skip: T, end: string): T {
  return new Proxy(skip, {
    apply: (target, self, [title, ...rest]) =>
      typeof target === 'function' ? Reflect.apply(target, self, [title + end, ...rest]) : undefined,
    get: (target, key) => {
      const own: unknown = Reflect.get(target, key)
      if (key !== 'each' || typeof own !== 'function') return own
      return (...table: unknown[]) => titled(Reflect.apply(own, target, table), end)
    },
  })
}
