import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  BUTTON_REFUSALS,
  DENIAL_CAUSES,
  FAILURE_CAUSES,
  HOLD_CAUSES,
  REVOKE_CAUSES,
  UNKNOWN_CAUSES,
} from '../src/domain/causes.ts'
import { KEY_STATES } from '../src/domain/key.ts'
import { REQUEST_STATES } from '../src/domain/request.ts'
import { isKeySid, isRequestId } from '../src/ids.ts'
import {
  cancelButton,
  createButton,
  deleteButton,
  keepButton,
  notReceivedButton,
  revokeButton,
  storedButton,
} from '../src/slack/messages/buttons.ts'
import { openDatabase } from '../src/store/sqlite/open.ts'

const read = (file: string): string => readFileSync(file, 'utf8')
const readme = read('README.md')

/** The rows of a document's tables that stand under a heading, each as the text of its cells. */
function rowsUnder(file: string, heading: string): string[][] {
  const [, section = ''] = read(file).split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  const lines = own.split('\n').filter((line) => line.startsWith('| '))
  return lines.slice(1).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  )
}
const codes = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
/** What the first cells of the tables under a heading name. */
const namedUnder = (file: string, heading: string): string[] =>
  rowsUnder(file, heading).flatMap(([first]) => codes(first))

describe('given the README', () => {
  it('then it is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(121)
  })

  it('then its commands are scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const named = [...readme.matchAll(/npm run (\w+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    expect(named).toContain('sandbox')
  })

  it('then the two commands that anybody can try stand in it alone', () => {
    const blocks = [...readme.matchAll(/```sh\n([^`]*)```/g)].map(([, block = '']) => block.trim())
    expect(blocks).toEqual(expect.arrayContaining(['npm ci && npm run sandbox', 'npm ci && npm test']))
  })

  it('then it leads to every document', () => {
    const documents = readdirSync('docs').filter((file) => file.endsWith('.md'))
    expect(documents.filter((file) => !readme.includes(`(docs/${file}`))).toEqual([])
  })
})

describe('given docs/outcomes.md', () => {
  it.each([
    ['No key was created', [...DENIAL_CAUSES, ...FAILURE_CAUSES, 'too_many_refusals']],
    ['A key may exist', UNKNOWN_CAUSES],
    ['A person decides', HOLD_CAUSES],
    ['The key was revoked', REVOKE_CAUSES],
    ['A button did nothing', BUTTON_REFUSALS],
  ])('then under "%s" it explains every cause of that kind once, and no others', (heading, causes) => {
    expect(namedUnder('docs/outcomes.md', heading).sort()).toEqual([...causes].sort())
  })

  it('then no cause is left without a meaning', () => {
    const headings = [...read('docs/outcomes.md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
    const rows = headings.flatMap((heading) => rowsUnder('docs/outcomes.md', heading))
    expect(rows.filter((cells) => cells.some((cell) => cell === ''))).toEqual([])
  })
})

describe('given docs/settings.md', () => {
  const headings = [...read('docs/settings.md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
  const rows = headings.flatMap((heading) => rowsUnder('docs/settings.md', heading))
  const example = [...read('.env.example').matchAll(/^(?:# )?([A-Z_]{4,})=(.*)$/gm)].map(
    ([, name = '', value = '']) => ({ name, value }),
  )

  it('then it explains every variable of .env.example once, and no others', () => {
    const documented = rows.flatMap(([name]) => codes(name))
    expect(documented.sort()).toEqual(example.map(({ name }) => name).sort())
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([])
  })

  it('then it names the defaults that .env.example shows', () => {
    const shown = example.filter(({ value }) => value !== '')
    const wrong = shown.filter(
      ({ name, value }) =>
        !rows.some(([names, said]) => codes(names).includes(name) && said === `\`${value}\``),
    )
    expect(shown.length).toBeGreaterThan(5)
    expect(wrong).toEqual([])
  })
})

describe('given docs/architecture.md', () => {
  const architecture = read('docs/architecture.md')
  /** The arrows of the diagram under a heading, without those that say where a life begins and ends. */
  const arrowsUnder = (heading: string): string[] => {
    const [, section = ''] = architecture.split(`\n## ${heading}\n`)
    const [, diagram = ''] = section.split('```')
    return [...diagram.matchAll(/^ {2}([a-z]+) --> ([a-z]+)$/gm)].map(([, from, to]) => `${from} --> ${to}`)
  }
  const arrowsOf = (states: Readonly<Record<string, { readonly next: readonly string[] }>>): string[] =>
    Object.entries(states).flatMap(([from, { next }]) => next.map((to) => `${from} --> ${to}`))
  const endsUnder = (heading: string): string[] => {
    const [, section = ''] = architecture.split(`\n## ${heading}\n`)
    const [, diagram = ''] = section.split('```')
    return [...diagram.matchAll(/^ {2}([a-z]+) --> \[\*\]$/gm)].map(([, from = '']) => from)
  }
  const endsOf = (states: Readonly<Record<string, { readonly next: readonly string[] }>>): string[] =>
    Object.entries(states).flatMap(([state, { next }]) => (next.length === 0 ? [state] : []))

  it.each([
    { heading: 'The life of a request', states: REQUEST_STATES },
    { heading: 'The life of a key', states: KEY_STATES },
  ])('then the diagram "$heading" has every arrow and every end of its table, and no others', (life) => {
    expect(arrowsUnder(life.heading).sort()).toEqual(arrowsOf(life.states).sort())
    expect(endsUnder(life.heading).sort()).toEqual(endsOf(life.states).sort())
  })

  it('then it names every column of every table once, and no others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'newkey-schema-'))
    const db = await openDatabase(join(folder, 'newkey.db'))
    const tables = (await db.introspection.getTables()).map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
    }))
    await db.destroy()
    rmSync(folder, { recursive: true })
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['requests', 'keys', 'messages']))
    for (const { name, columns } of tables) {
      const [, section = ''] = architecture.split(`\n| Column of \`${name}\` | What it says |\n|---|---|\n`)
      const [table = ''] = section.split('\n\n')
      const named = table.split('\n').flatMap((line) => codes(line.split('|')[1]))
      expect([name, ...named.sort()]).toEqual([name, ...columns.sort()])
    }
  })

  it('then its layers name every folder and file of src, in the arrow and in the table', () => {
    const there = readdirSync('src').sort()
    const [, arrow = ''] = architecture.split('\n    main, cli →')
    const named = `main, cli →${arrow.split('\n')[0]}`.split(/ → |, /)
    const bare = (name: string): string => name.replace(/\.ts$/, '')
    expect(named.toSorted()).toEqual([...new Set(there.map(bare))].sort())
    const rows = namedUnder('docs/architecture.md', 'Layers').map((path) => path.split('/')[1])
    expect([...new Set(rows)].sort()).toEqual(there)
  })

  it('then its list of interactions names every file of that folder once', () => {
    const [, list = ''] = architecture.split('`src/slack/interactions/` has two kinds of files:\n')
    const lines = list.split('\n').filter((line) => line.startsWith('- '))
    const named = lines
      .slice(0, 2)
      .flatMap((line) => codes(line.replace('each listed in `listeners.ts`', '')))
    expect(named.sort()).toEqual(readdirSync('src/slack/interactions').sort())
  })

  it('then every arrow of its diagrams stands on a line of its own, between states that it names', () => {
    const diagrams = [...read('docs/architecture.md').matchAll(/```mermaid\nstateDiagram-v2\n([^`]*)```/g)]
    expect(diagrams).toHaveLength(2)
    const state = String.raw`(\[\*\]|[a-z]+)`
    for (const [, diagram = ''] of diagrams)
      for (const line of diagram.trimEnd().split('\n'))
        expect(line).toMatch(new RegExp(`^  ${state} --> ${state}$`))
  })
})

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]
const FOLDERS = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
const FILE = new RegExp(
  `\`((?:src|sandbox|test|torture|${FOLDERS.map(({ name }) => name).join('|')})/[\\w/-]+(?:\\.\\w+)+)\``,
  'g',
)

/** The labels of the buttons, by their text in Slack. */
const sid = `SK${'0'.repeat(32)}`
if (!isKeySid(sid)) throw new Error('not a SID')
const requestId = `req_${'0'.repeat(20)}`
if (!isRequestId(requestId)) throw new Error('not the id of a request')
const LABELS: ReadonlySet<string> = new Set(
  [
    storedButton(sid),
    notReceivedButton(sid),
    revokeButton(sid),
    keepButton(sid),
    deleteButton(sid),
    createButton(requestId),
    cancelButton(requestId),
  ].map(({ text }) => text.text),
)
/** What stands in bold and begins as the label of a button does, or follows "press". */
const PRESSED =
  /(?<=[Pp]ress(?:es|ed)? )\*\*([^*]+)\*\*|\*\*((?:I |Revoke |Keep |Delete |Create the |Cancel)[^*.:]*)\*\*/g
const labelsIn = (file: string): string[] =>
  [...read(file).matchAll(PRESSED)].map(([, pressed, label = '']) => pressed ?? label)

/** How GitHub makes the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

describe('given the documents', () => {
  it.each(DOCUMENTS)('then every button that %s names has that label', (file) => {
    expect(labelsIn(file).filter((label) => !LABELS.has(label))).toEqual([])
  })

  it('then each button is named in one of them', () => {
    const named = DOCUMENTS.flatMap(labelsIn)
    expect([...LABELS].filter((label) => !named.includes(label))).toEqual([])
  })

  it.each(DOCUMENTS)('then every file that %s links to or names is there', (file) => {
    const text = read(file)
    const links = [...text.matchAll(/(?:\]\(|src="|srcset=")(?!https:|#)([^)#"]+)/g)].map(([, path = '']) =>
      join(dirname(file), path),
    )
    const named = [...text.matchAll(FILE)].map(([, path = '']) =>
      /^(src|sandbox|test|torture)\//.test(path) ? path : `src/${path}`,
    )
    expect([...links, ...named].filter((path) => !existsSync(path))).toEqual([])
  })

  it.each(DOCUMENTS)('then every heading that %s links to is there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https:)([^)#]*)#([^)]+)\)/g)]
    const missing = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? file : join(dirname(file), path)
      const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
      return !headings.includes(anchor ?? '')
    })
    expect(missing.map(([link]) => link)).toEqual([])
  })
})
