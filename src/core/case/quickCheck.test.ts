import Type from 'typebox'
import Value from 'typebox/value'
import { expect, test } from 'vitest'
import { offshoreKinds } from '../../offshore/kinds.ts'
import { onshoreKinds } from '../../onshore/kinds.ts'
import { isOfShape } from './quickCheck.ts'
import { closed, date, documentHash, list, note, oneOf, optional, positiveUnits, text } from './shapes.ts'

const shape = closed({
  hash: documentHash,
  on: date,
  said: optional(note),
  state: oneOf(['filled', 'cancelled']),
  rows: list(closed({ units: positiveUnits, count: Type.Integer({ minimum: 0, maximum: 9 }) }), 3),
  flag: Type.Boolean(),
})
const good = { hash: 'ab'.repeat(32), on: '2026-03-02', state: 'filled', rows: [{ units: '1', count: 0 }], flag: true }

test.each<[string, unknown]>([
  ['what fits', good],
  ['an optional text', { ...good, said: 'why' }],
  ['an optional text that is undefined', { ...good, said: undefined }],
  ['a text of other letters', { ...good, said: '理由' }],
  ['a family as one letter of many units', { ...good, said: '👨‍👩‍👧‍👦'.repeat(60) }],
  ['a text that is too long', { ...good, said: 'x'.repeat(401) }],
  ['an empty text', { ...good, said: '' }],
  ['another key', { ...good, more: 1 }],
  ['a key that is missing', { ...good, flag: undefined }],
  ['a hash in capitals', { ...good, hash: 'AB'.repeat(32) }],
  ['a hash in a list', { ...good, hash: ['ab'.repeat(32)] }],
  ['a state that is none', { ...good, state: 'rejected' }],
  ['no rows', { ...good, rows: [] }],
  ['too many rows', { ...good, rows: Array(4).fill(good.rows[0]) }],
  ['a fraction', { ...good, rows: [{ units: '1', count: 0.5 }] }],
  ['a number out of its range', { ...good, rows: [{ units: '1', count: 10 }] }],
  ['a list', [good]],
  ['nothing', undefined],
])('on %s the quick answer is the checker’s', (_, value) => {
  expect(isOfShape(shape, value)).toBe(Value.Check(shape, value))
})

test('a shape that the quick look does not know is the checker’s to decide', () => {
  const record = Type.Record(Type.String({ pattern: '^[a-z]$' }), text)
  expect([isOfShape(record, { a: 'x' }), isOfShape(record, { a: '' })]).toEqual([true, Value.Check(record, { a: '' })])
})

test('for the shape of every kind, what is nothing or of another kind is answered alike', () => {
  const samples = [undefined, {}, [], 'text', good, { number: 'V1', on: '2026-03-02', paper: 'ab'.repeat(32) }]
  for (const { name, payload } of [...onshoreKinds, ...offshoreKinds])
    for (const sample of samples)
      expect([name, isOfShape(payload, sample)]).toEqual([name, Value.Check(payload, sample)])
})
