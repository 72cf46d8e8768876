// What must hold before a commit: format, lint, types, the walls of the house, unit tests.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, say } from './bootstrap.mjs'
import { typecheck } from './typecheck.mjs'

const run =
  (file, ...args) =>
  () =>
    spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: root, stdio: 'inherit' }).status ===
    0

const steps = [
  ['format and lint', run('@biomejs/biome/bin/biome', 'ci', '.')],
  ['types', typecheck],
  ['walls and unit tests', run('vitest/vitest.mjs', 'run', 'test/tidy', 'src', 'packs', 'verifier')],
]

for (const [name, step] of steps) {
  say(`\n— ${name}`)
  if (!step()) {
    say(`\n${name}: not in order`)
    process.exit(1)
  }
}
say('\nall in order')
