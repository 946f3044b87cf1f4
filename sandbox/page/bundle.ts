import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const WEB = new URL('../web/', import.meta.url)

/** What a browser gets, by path. */
export type Files = ReadonlyMap<string, { readonly type: string; readonly body: string | Buffer }>

/** Bundles the page in memory. */
export async function bundle(): Promise<Files> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.tsx', WEB)), fileURLToPath(new URL('styles/page.css', WEB))],
    ...{ bundle: true, minify: true, write: false, outdir: '/', entryNames: '[name]', format: 'esm' },
    ...{ target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'silent' },
  })
  const made = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: readFileSync(new URL('index.html', WEB)) }],
    ['/icon.svg', { type: 'image/svg+xml', body: readFileSync(new URL('icon.svg', WEB)) }],
    ['/main.js', { type: 'text/javascript; charset=utf-8', body: made('.js') }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: made('.css') }],
  ])
}
