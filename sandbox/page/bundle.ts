import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync, stop } from 'esbuild'

const WEB = new URL('../web/', import.meta.url)

/** What a browser gets, by path. */
export type Files = ReadonlyMap<string, { readonly type: string; readonly body: string | Buffer }>

/** Bundles the page in memory. At once, so that esbuild’s own thread can be ended: nobody else is using it. */
export function bundle(): Files {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('main.tsx', WEB)), fileURLToPath(new URL('styles/page.css', WEB))],
    bundle: true,
    minify: true,
    write: false,
    outdir: '/',
    entryNames: '[name]',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  })
  stop()
  const made = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: readFileSync(new URL('index.html', WEB)) }],
    ['/icon.svg', { type: 'image/svg+xml', body: readFileSync(new URL('icon.svg', WEB)) }],
    ['/main.js', { type: 'text/javascript; charset=utf-8', body: made('.js') }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: made('.css') }],
  ])
}
