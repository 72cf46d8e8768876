import { expect, test } from 'vitest'
import { canonical, type Json } from './jcs.ts'
import { isPlainTextOf } from './plainText.ts'

const values: readonly Json[] = [
  'text', '', 'a', 'ab', 0, 1, 12, -1, 9007199254740991, true, false, [], [[]], [1, 2], [12], ['a', 'b'], ['a'], {}, { a: 1 }, { a: 1, b: 2 }, { b: 2 },
  { a: { b: ['x', { c: false }] } }, { value: { found: 'none', ok: true, required: 'none' }, sources: [{ id: 'ab', from: 'stream' }] },
] // biome-ignore format: a list

test('a text is that of a value, and of no other', () => {
  for (const value of values)
    for (const other of values)
      expect([canonical(value), other, isPlainTextOf(canonical(value), other)]).toEqual([
        canonical(value),
        other,
        canonical(value) === canonical(other),
      ])
})

test.each([
  ['a text with a quote in it', '["a","b"]', ['a","b']],
  ['a key with a quote in it', '{"a":1,"b":2}', { 'a":1,"b': 2 }],
  ['a text with a backslash', '"a"', 'a\\'],
  ['a text with a letter beyond ASCII', '"a"', 'ä'],
  ['nothing', '"a"', undefined],
  ['null', 'null', null],
  ['a property that is nothing', '{"a":1}', { a: 1, b: undefined }],
  ['a fraction', '1.5', 1.5],
  ['a zero with a sign', '0', -0],
  ['a number too large', '9007199254740992', 9007199254740992],
  ['something after the end', '"a""b"', 'a'],
  ['a list without its end', '[1', [1]],
])('%s is no plain text of a record', (_, text, value) => {
  expect(isPlainTextOf(text, value as Json)).toBe(false)
})
