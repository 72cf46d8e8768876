import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { count, reasonFor, type Skips } from '../support/skips.ts'

const skips: Skips = { 'a.test.ts > reads *': 'no data here', 'b.test.ts > (draws)': 'no browser' }

test.each([
  ['a.test.ts > reads > the list', 'no data here'],
  ['b.test.ts > (draws)', 'no browser'],
  ['b.test.ts > draws', undefined],
  ['xa.test.ts > reads > the list', undefined],
  ['a.test.ts > writes', undefined],
])('the skipped test %s has the reason %s', (name, reason) => {
  expect(reasonFor(name, skips)).toBe(reason)
})

const run = { otherFailures: 0, skips, filtered: false, complete: true }

test('a skipped test that no entry names is a failure', () => {
  const tests = [
    { name: 'a.test.ts > reads one', state: 'skipped' as const },
    { name: 'c.test.ts > forgotten', state: 'skipped' as const },
    { name: 'c.test.ts > good', state: 'passed' as const },
  ]
  expect(count({ ...run, tests })).toEqual({
    passed: 1,
    failed: 1,
    skipped: ['a.test.ts > reads one — no data here'],
    unnamed: ['c.test.ts > forgotten'],
    complete: true,
  })
  expect(count({ ...run, tests, filtered: true })).toMatchObject({ passed: 1, failed: 0, skipped: [], unnamed: [] })
})

test('a file that does not load, a broken hook and a test that never ended are failures', () => {
  expect(count({ ...run, tests: [], otherFailures: 2 })).toMatchObject({ passed: 0, failed: 2 })
  expect(count({ ...run, tests: [{ name: 'x', state: 'pending' }] })).toMatchObject({ failed: 1 })
})

test('each skip has a reason in words', () => {
  const listed = JSON.parse(readFileSync(new URL('../skips.json', import.meta.url), 'utf8')) as Skips
  for (const [pattern, reason] of Object.entries(listed)) {
    expect(pattern).toMatch(/^[\w./[\]-]+\.test\.tsx? > .*[^* >].*$/)
    expect(reason).toMatch(/\S+ \S+ \S+/)
  }
})
