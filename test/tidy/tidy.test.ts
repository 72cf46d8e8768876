import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSources, root, trackedFiles } from './sources.ts'
import { checkTidy, checkWords } from './tidy.ts'

test('what decides asks no clock and throws no dice, errors have codes, files fit in the head', () => {
  expect(checkTidy(readSources(['src', 'sandbox', 'verifier']))).toEqual([])
})

test('no tracked file tells where or with what it was written', () => {
  const texts = trackedFiles()
    .filter((path) => !/\.(png|jpe?g|gif|webp|woff2?|ttf|otf|pdf|gz|zip|wasm|ico)$/.test(path))
    .filter((path) => statSync(join(root, path)).size < 2_000_000)
    .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)
  expect(texts.length).toBeGreaterThan(20)
  expect(checkWords(new Map(texts))).toEqual([])
})

describe('the checker finds', () => {
  const check = (path: string, text: string) => checkTidy(new Map([[path, text]]))

  test.each([
    ['const at = Date.now()', 'Date.now: core is pure'],
    ['const at = globalThis.Date.now()', 'Date.now: core is pure'],
    ['const now = Date.now', 'Date.now: core is pure'],
    ['const at = new Date()', 'new Date(): core is told the time'],
    ['const at = new Date', 'new Date(): core is told the time'],
    ['const at = Date()', 'Date(): core is told the time'],
    ['const x = Math.random()', 'Math.random: core is pure'],
    ['const x = performance.now()', 'performance.now: core is pure'],
    ['const x = crypto.getRandomValues(new Uint8Array(1))', 'crypto.getRandomValues: core is pure'],
    ["import { randomBytes } from '@noble/hashes/utils.js'; const x = randomBytes(32)", 'randomBytes: core is pure'],
    ["const x = Buffer.from('a')", 'Buffer.from: core is pure'],
    ['const x = process.env.HOME', 'process.env: core is pure'],
    ["const x = fetch('http://x')", 'fetch: core is pure'],
    ["throw new Error('x')", 'throws Error: throw a SluiceError with a code, or assert'],
  ])('%s', (text, fault) => {
    expect(check('src/core/a.ts', text)).toEqual([`src/core/a.ts:1 ${fault}`])
  })

  test.each([
    "const at = new Date('2026-08-21T14:08:00Z')",
    'const { fetch } = adapters; const shape = { process: 1, Buffer: 2 }',
    'const x = adapter.fetch + clock.now() + order.process',
    'type Draw = typeof Math; interface Has { process: string }',
    "// Date.now()\nconst text = 'Math.random()'",
    "throw new SluiceError('INPUT_INVALID', 'x')",
    'try { parse() } catch (error) { throw error }',
  ])('nothing in %s', (text) => {
    expect(check('src/onshore/a.ts', text)).toEqual([])
  })

  test('clocks where they belong, and tests that plant faults, are left alone', () => {
    expect(check('src/host/clock.ts', 'const at = Date.now()')).toEqual([])
    expect(check('src/core/a.test.ts', "const at = Date.now(); throw new Error('x')")).toEqual([])
    expect(check('sandbox/start.ts', "throw new Error('x')")).toEqual([])
  })

  test('a file that does not fit in the head', () => {
    expect(check('src/core/long.ts', '\n'.repeat(399))).toEqual([])
    expect(check('src/core/long.ts', '\n'.repeat(400))).toEqual([
      'src/core/long.ts has 401 lines: a file fits in the head, at most 400',
    ])
  })

  test.each([
    [`see /${'work'}/shared/style.md`, 'a path of the machine it was written on'],
    [`as /${'tmp'}/${'brief'} says`, 'a path of the machine it was written on'],
    [`in /${'root'}/.npm`, "a path of somebody's home"],
    [`by ${'Clau'}${'de'}`, 'the name of a tool'],
  ])('%s in a tracked file', (text, what) => {
    expect(checkWords(new Map([['README.md', `one\n${text}`]]))).toEqual([
      expect.stringContaining(`README.md:2 holds ${what}: `),
    ])
  })

  test('no forbidden word in ordinary prose', () => {
    expect(
      checkWords(new Map([['README.md', 'It works here: src/work/queue.ts, https://example.org/work/log']])),
    ).toEqual([])
  })
})
