import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const models = readdirSync(join(root, 'packs/models'))
/** The command line has a model by default and names models in its examples; nothing is decided there. */
const mayName = /^src\/host\/cli\//

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !mayName.test(name))
}

/** What is left of a source without its comments, where examples may name a model, and without the name of a time zone. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replaceAll("'asia/shanghai'", "''")
}

test('the way is data: no code that decides, applies, posts, sells or verifies names a model', () => {
  const named = [...sources('src'), ...sources('verifier')].filter((path) => {
    const code = withoutComments(readFileSync(join(root, path), 'utf8'))
    return models.some((model) => new RegExp(`\\b${model}\\b`, 'i').test(code))
  })
  expect(named.map((path) => relative(root, join(root, path)))).toEqual([])
  expect(models.length).toBeGreaterThanOrEqual(3)
})
