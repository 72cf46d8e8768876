import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFix, type FixField, fixDecoder, fixTime, fixTimeMs } from './message.ts'

const visible = (text: string) => text.replaceAll('\x01', '|')
const wire = (text: string) => text.replaceAll('|', '\x01')

test('a message has its length and checksum', () => {
  // Length and sum counted apart from the code: sum of all bytes before tag 10, modulo 256.
  const text = encodeFix({
    type: '0',
    fields: [
      [49, 'A'],
      [56, 'B'],
      [34, '1'],
    ],
  })
  expect(visible(text)).toBe('8=FIX.4.4|9=20|35=0|49=A|56=B|34=1|10=125|')
})

test('what was encoded is read again, in whatever pieces it comes', () => {
  const value = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
    minLength: 1,
  })
  const field = fc.tuple(fc.integer({ min: 40, max: 9_999 }), value) as fc.Arbitrary<FixField>
  const message = fc.record({ type: fc.constantFrom('0', '8', 'D', 'AE'), fields: fc.array(field, { maxLength: 8 }) })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.array(fc.nat(40), { maxLength: 40 }), (messages, cuts) => {
      const text = messages.map(encodeFix).join('')
      const decoder = fixDecoder()
      const read: unknown[] = []
      let at = 0
      for (const cut of cuts) {
        read.push(...decoder.push(text.slice(at, at + cut)))
        at += cut
      }
      read.push(...decoder.push(text.slice(at)))
      expect(read).toEqual(messages)
    }),
    { seed: 1 },
  )
})

test('a garbled message is left out, and the next one is read', () => {
  const good = encodeFix({ type: '0', fields: [[34, '2']] })
  const garbled = encodeFix({ type: '0', fields: [[34, '1']] }).replace('34=1', '34=7')
  expect(fixDecoder().push(garbled + good)).toEqual([{ type: '0', fields: [[34, '2']] }])
})

test.each([
  ['another version', '8=FIX.4.2|9=5|35=0|10=161|'],
  ['no length', '8=FIX.4.4|9=|35=0|10=161|'],
  ['a length that is too small', '8=FIX.4.4|9=3|35=0|10=161|'],
  ['a length without end', '8=FIX.4.4|9=99999999'],
  ['a length of a gigabyte', '8=FIX.4.4|9=999999|'],
  ['a page', 'HTTP/1.1 400 Bad Request'],
])('a stream with %s has lost its frame', (_name, text) => {
  expect(() => fixDecoder().push(wire(text))).toThrow(expect.objectContaining({ code: 'VENUE_REPLY_MALFORMED' }))
})

test('a value with a control character or beyond ASCII cannot be sent', () => {
  for (const value of ['a\x01b', '', '金', 'a\nb']) {
    expect(() => encodeFix({ type: '0', fields: [[58, value]] })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    )
  }
})

test('times are UTC with milliseconds', () => {
  expect(fixTime(Date.UTC(2026, 2, 2, 2, 0, 0, 7))).toBe('20260302-02:00:00.007')
  expect(fixTimeMs('20260302-02:00:00.007')).toBe(Date.UTC(2026, 2, 2, 2, 0, 0, 7))
  expect(fixTimeMs('20260302-02:00:00')).toBe(Date.UTC(2026, 2, 2, 2))
  for (const bad of ['2026-03-02', '20261302-00:00:00', '20260302-25:00:00', '']) expect(fixTimeMs(bad)).toBeUndefined()
})
