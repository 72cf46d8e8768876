// The court's page as one file: the verifier, the rule engine and the page's script inside, nothing to load, a policy that lets nothing out.
// `node scripts/buildVerifier.mjs [FILE]` writes it; by default to verifier/dist/verifier.html.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, say } from './bootstrap.mjs'

const page = join(root, 'verifier/page')
const wasmFile = join(root, 'node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm')

/** Built once a call; the same sources give the same bytes. */
export async function buildVerifier(file = join(root, 'verifier/dist/verifier.html')) {
  const script = await bundle(join(page, 'page.mjs'))
  const worker = await bundle(join(page, 'worker.ts'))
  const style = readFileSync(join(page, 'page.css'), 'utf8')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const parts = { policy, style, script, worker, wasm: readFileSync(wasmFile).toString('base64') }
  const html = readFileSync(join(page, 'page.template'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name])
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, html)
  return file
}

function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** One classic script without imports. The engine gets its bytes handed in: it must not look for them beside itself. */
async function bundle(entry) {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/vite/dist/node/index.js')).href)
  const [output] = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'no-address-of-its-own',
        transform: (code) =>
          code.includes('import.meta.url')
            ? {
                code: code
                  .replace(/new URL\('cedar_wasm_bg\.wasm', import\.meta\.url\)/g, 'undefined')
                  .replaceAll('import.meta.url', '"about:blank"'),
                map: null,
              }
            : undefined,
      },
    ],
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      modulePreload: false,
      lib: { entry, formats: ['iife'], name: 'sluice', fileName: 'sluice' },
    },
  })
  const chunks = output.output.filter(({ type }) => type === 'chunk')
  if (chunks.length !== 1) throw new TypeError(`expected one script from ${entry}, found ${chunks.length}`)
  // Nothing in a script may end the element that it stands in.
  return chunks[0].code.replace(/<(?=\/script|!--)/gi, '\\x3c')
}

if (process.argv[1]?.endsWith('buildVerifier.mjs'))
  say(await buildVerifier(process.argv[2] === undefined ? undefined : resolve(process.argv[2])))
