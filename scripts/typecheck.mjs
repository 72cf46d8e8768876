// The compiler over the whole repository, and over the console's own project.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bootstrap.mjs'

export function typecheck() {
  const projects = ['tsconfig.json', 'web/tsconfig.json'].filter((project) => existsSync(join(root, project)))
  const compiler = join(root, 'node_modules/typescript7/bin/tsc')
  const codes = projects.map(
    (project) =>
      spawnSync(process.execPath, [compiler, '--noEmit', '-p', project], { cwd: root, stdio: 'inherit' }).status,
  )
  return codes.every((code) => code === 0)
}

if (process.argv[1]?.endsWith('typecheck.mjs')) process.exitCode = typecheck() ? 0 : 1
