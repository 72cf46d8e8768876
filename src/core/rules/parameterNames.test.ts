import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parameterNames } from './parameterNames.ts'

const root = join(import.meta.dirname, '../../..')

test('each parameter of the list is read by a fact, and stands there once', () => {
  const sources = ['src/core', 'src/onshore', 'src/offshore']
    .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
    .filter((name) => !name.endsWith('.test.ts') && !name.endsWith('/parameterNames.ts'))
  const text = sources.map((name) => readFileSync(join(root, name), 'utf8')).join('\n')
  expect(parameterNames.filter((name) => !text.includes(`'${name}'`))).toEqual([])
  expect([...new Set(parameterNames)].sort()).toEqual([...parameterNames])
})
