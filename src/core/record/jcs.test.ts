import { describe, expect, test } from 'vitest'
import { SluiceError } from '../errors.ts'
import { bytesToHex, utf8ToBytes } from './hash.ts'
import { canonical, type Json, parseCanonical } from './jcs.ts'

function codeOf(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof SluiceError) return [error.code, error.facts.path, error.facts.found]
    throw error
  }
}

describe('RFC 8785, as far as our restricted form reaches', () => {
  test('section 3.2.3: keys sort by UTF-16 code units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\u05d3\u05bc': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(Object.values(JSON.parse(canonical(value)) as Record<string, string>)).toEqual([
      // JavaScript hands out integer keys first; "1" stands second in the text, as the next expectation shows.
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Hebrew Letter Dalet With Dagesh',
      'Euro Sign',
      'Emoji: Grinning Face',
    ])
    expect(canonical(value).startsWith('{"\\r":"Carriage Return","1":"One","\u0080":"Control",')).toBe(true)
  })

  test('a key beyond the BMP sorts before U+FF5E, by its surrogates and not by its code point', () => {
    expect(canonical({ '\uff5e': 1, '\ud83d\ude00': 2 })).toBe('{"\ud83d\ude00":2,"\uff5e":1}')
  })

  test('section 3.2.4: the literals and the text of the example have the published bytes', () => {
    const value: Json = { string: '\u20ac$\u000f\nA\'B"\\\\"/', literals: [true, false] }
    expect(bytesToHex(utf8ToBytes(canonical(value)))).toBe(
      '7b226c69746572616c73223a5b747275652c66616c73655d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    )
  })

  test.each([
    ['\b', '"\\b"'],
    ['\t', '"\\t"'],
    ['\n', '"\\n"'],
    ['\f', '"\\f"'],
    ['\r', '"\\r"'],
    ['"', '"\\""'],
    ['\\', '"\\\\"'],
    ['/', '"/"'],
    ['\u0000', '"\\u0000"'],
    ['\u001f', '"\\u001f"'],
    ['\u007f', '"\u007f"'],
    ['\u2028', '"\u2028"'],
    ['涉案财物', '"涉案财物"'],
    ['\ud83d\ude00', '"\ud83d\ude00"'],
  ])('the text %j is written %s', (text, written) => {
    expect(canonical(text)).toBe(written)
    expect(parseCanonical(written)).toBe(text)
  })

  test.each([
    [0, '0'],
    [-1, '-1'],
    [9007199254740991, '9007199254740991'],
    [-9007199254740991, '-9007199254740991'],
  ])('the integer %d is written %s', (value, written) => {
    expect(canonical(value)).toBe(written)
  })

  test('arrays keep their order, objects inside them do not', () => {
    expect(canonical([56, { d: true, '10': 'x', '1': [] }])).toBe('[56,{"1":[],"10":"x","d":true}]')
  })
})

describe('what may not stand in a record', () => {
  test.each([
    ['null', null, '$', 'null'],
    ['undefined', { a: undefined }, '$.a', 'undefined'],
    ['a fraction', [0.5], '$[0]', '0.5'],
    ['minus zero', -0, '$', '0'],
    ['2^53', { a: { b: 9007199254740992 } }, '$.a.b', '9007199254740992'],
    ['infinity', Number.POSITIVE_INFINITY, '$', 'Infinity'],
    ['not a number', Number.NaN, '$', 'NaN'],
    ['a bigint', 1n, '$', 'bigint'],
    ['a lone surrogate', { a: '\udead' }, '$.a', 'a lone surrogate'],
    ['a decomposed letter', 'e\u0301', '$', 'text in another normal form'],
    ['a decomposed letter in a key', { 'e\u0301': 1 }, '$', 'text in another normal form'],
  ])('%s is refused with its place', (_, value, path, found) => {
    expect(codeOf(() => canonical(value as Json))).toEqual(['NOT_CANONICAL', path, found])
  })

  test.each([
    ['a space', '{"a": 1}'],
    ['a newline at the end', '{"a":1}\n'],
    ['another order', '{"b":1,"a":2}'],
    ['an escape that need not be', '"\\u0041"'],
    ['an escaped slash', '"\\/"'],
    ['a capital in an escape', '"\\u001F"'],
    ['a key twice', '{"a":1,"a":1}'],
    ['an exponent', '1e2'],
    ['a fraction of zero', '1.0'],
    ['a rounded integer', '9007199254740993'],
    ['minus zero', '-0'],
    ['a byte order mark', '\ufeff1'],
    ['nothing', ''],
    ['two values', '1 2'],
    ['a key of the prototype', '{"__proto__":1,"a":1} '],
  ])('%s is another encoding and refused', (_, text) => {
    expect(() => parseCanonical(text)).toThrow(SluiceError)
  })

  test('a key named __proto__ is a key like any other', () => {
    expect(canonical(parseCanonical('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}')
  })
})
