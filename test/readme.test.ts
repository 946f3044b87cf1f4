import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import {
  BUTTON_REFUSALS,
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../src/domain/causes.ts'

const readme = readFileSync('README.md', 'utf8')
const inCode = new Set([...readme.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code))

describe('given the README', () => {
  it('then it explains every setting of .env.example', () => {
    const settings = [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z_]{4,})=/gm)]
    expect(settings.map(([, name]) => name).filter((name = '') => !inCode.has(name))).toEqual([])
  })

  it('then it explains every reason that the log and the audit records give', () => {
    const reasons = [
      ...DENIAL_CAUSES,
      ...FAILURE_CAUSES,
      ...UNKNOWN_CAUSES,
      ...HOLD_CAUSES,
      ...REVOKE_CAUSES,
      ...BUTTON_REFUSALS,
    ]
    expect(reasons.filter((reason) => !inCode.has(reason))).toEqual([])
  })

  it('then its commands are scripts of package.json', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const named = [...readme.matchAll(/npm run (\w+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toContain('sandbox')
  })

  it.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/threat-model.md', 'docs/reliability.md'])(
    'then every file that %s links to or names is there',
    (file) => {
      const text = readFileSync(file, 'utf8')
      const folder = file.replace(/[^/]*$/, '')
      const links = [...text.matchAll(/(?:\]\(|src="|srcset=")(?!https:|#)([^)#"]+)/g)].map(
        ([, path = '']) => folder + path,
      )
      const named = [
        ...text.matchAll(/`((?:process|config|slack|keys|domain|twilio|store|audit|cli|src)\/[\w/-]+\.ts)`/g),
      ].map(([, path = '']) => (path.startsWith('src/') ? path : `src/${path}`))
      expect([...links, ...named].filter((path) => !existsSync(path))).toEqual([])
    },
  )
})
