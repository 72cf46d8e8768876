import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

interface Package {
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

function declared(): Map<string, string> {
  const files = ['package.json', 'web/package.json'].filter((file) => existsSync(join(root, file)))
  const packages = files.map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Package)
  const all = packages.flatMap((entry) =>
    Object.entries({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.devDependencies }),
  )
  return new Map(all.map(([name, version]) => [name, version.replace(/^npm:.*@/, '')]))
}

const lines = readFileSync(join(root, 'docs/dependencies.md'), 'utf8').split('\n')

test('each dependency has one line of reason, for the version that is installed', () => {
  const expected = [...declared()].map(([name, version]) => `\`${name}\` ${version}`).sort()
  const found = lines.flatMap((line) => /^- (`[^`]+` [^:\s]+): /.exec(line)?.[1] ?? []).sort()
  expect(found).toEqual(expected)
})

test('each line says the licence that the package itself states, and when it would be replaced', () => {
  const incomplete = lines
    .filter((line) => line.startsWith('- `'))
    .filter((line) => {
      const name = /`([^`]+)`/.exec(line)![1]!
      const file = [join(root, 'node_modules', name), join(root, 'web/node_modules', name)].find(existsSync)
      const licence: string = JSON.parse(readFileSync(join(file ?? '', 'package.json'), 'utf8')).license
      return !licence.split(/ OR /).every((part) => line.includes(part)) || !/[Rr]eplaced/.test(line)
    })
  expect(incomplete).toEqual([])
})
