import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

function run(file: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return status === 0 ? 'in order' : `${stdout}${stderr}`
}

// A machine that is busy with other things is no fault of the sources.
const compilerMsMax = 600_000

test('the compiler, as strict as it goes, finds nothing', { timeout: compilerMsMax }, () => {
  const projects = ['tsconfig.json', 'web/tsconfig.json'].filter((project) => existsSync(join(root, project)))
  const answers = projects.map((project) => run('node_modules/typescript7/bin/tsc', '--noEmit', '-p', project))
  expect(answers).toEqual(projects.map(() => 'in order'))
})

test('formatter and linter find nothing', { timeout: compilerMsMax }, () => {
  expect(run('node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.')).toBe('in order')
})

test('the strictness of the compiler stays', () => {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  expect(compilerOptions).toMatchObject({
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
  })
})

test('versions are exact, and no dependency runs a script at install unless it is allowed by name', () => {
  const { dependencies, devDependencies, optionalDependencies, allowScripts } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  for (const version of Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies }))
    expect(version).toMatch(/^(npm:[a-z-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/)
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean; os?: string[]; cpu?: string[] }>
  }
  const scripted = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    // Other machines' binaries are not installed on this one.
    .filter(([, { os, cpu }]) => (os ?? ['linux']).includes('linux') && (cpu ?? ['x64']).includes('x64'))
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(Object.keys(allowScripts).sort()).toEqual(scripted.sort())
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('ignore-scripts=true')
})

test('the migrations stand in one folder, numbered without a gap', () => {
  const numbers = readdirSync(join(root, 'migrations'))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => Number(name.slice(0, 4)))
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})
