import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOnce } from './buildOnce.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const vite = join(root, 'node_modules/vite/bin/vite.js')

/** What the console is built from: its own sources and what it shares with the verifier and the stages. */
const sources = [
  'web/index.html',
  'web/package.json',
  'web/vite.config.ts',
  'web/public',
  'web/src',
  'src',
  'verifier',
  'released',
]

/** The folder that the zones serve as the console, built where it is missing or older than its sources; undefined where it cannot be built. */
export function buildConsole(note: (text: string) => void): Promise<string | undefined> {
  return buildOnce({
    dist: join(root, 'web/dist'),
    sources: sources.map((source) => join(root, source)),
    words: (into) => [vite, 'build', '--logLevel', 'error', '--outDir', into, '--emptyOutDir'],
    note,
  })
}
