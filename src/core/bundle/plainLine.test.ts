import { expect, test } from 'vitest'
import { checkOpenings, type Entry, entryId, sealEntry } from '../record/entry.ts'
import { utf8ToBytes } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { entryLine, entryList } from './entryLines.ts'
import { LaterOpening, plainLine } from './plainLine.ts'

const hash = 'a1'.repeat(32)

function lineWith(fields: Readonly<Record<string, Json>>): string {
  const entry = sealEntry({
    header: {
      format: 'sluice/entry/1',
      machine: 'sluice/machine/2',
      world: 'rehearsal',
      zone: 'sandbox-onshore',
      position: 0,
      kind: 'case.opened',
      recordedAt: '2026-03-02T02:31:00.010Z',
      effectiveAt: '2026-03-02T02:31:00.010Z',
      heads: { directory: hash },
    },
    fields,
    streamKey: new Uint8Array(32).fill(7),
  })
  return entryLine({ entry, index: 12, proof: [hash, hash] })
}

const fields = {
  actor: { org: 'court', person: 'p-clerk', role: 'court-clerk' },
  documents: [hash],
  'fact.signed': { sources: [{ from: 'stream', id: hash }], value: { found: 'a', ok: true, required: 'b' } },
  'fact.zone': { sources: [], value: 'onshore' },
  'payload.list': [[], {}, -5, 0, 123456789012345, false],
  'payload.text': 'plain text: {"braces"} apart'.replaceAll('"', "'"),
}

function listOf(line: string) {
  const bytes = utf8ToBytes(`${line}\n`)
  const source = { size: bytes.length, read: (from: number, to: number) => bytes.subarray(from, to) }
  return entryList({ source, first: 1, from: 0, ends: [bytes.length - 1] })
}

test('an entry passed by is the entry read, with the same texts', () => {
  const list = listOf(lineWith(fields))
  const [read, passed] = [list.read(0), list.pass(0)]
  expect(plainLine(list.bytes(0))).toBeDefined()
  expect(shownOf(passed.entry)).toEqual(read.entry)
  expect(Object.keys(passed.entry.fields)).toEqual(Object.keys(read.entry.fields))
  expect(passed.index).toBe(12)
  expect(passed.proof).toEqual([hash, hash])
  expect(passed.texts).toEqual({
    header: read.texts.header,
    id: entryId(read.entry),
    whole: true,
    opens: true,
    longs: [hash],
  })
})

/** With all that is parsed only where it is asked for. */
function shownOf({ header, salt, fields: openings }: Entry): Entry {
  const shown = Object.entries(openings).map(([name, opening]) => [name, { salt: opening.salt, value: opening.value }])
  return { header: { ...header, commitments: header.commitments }, salt, fields: Object.fromEntries(shown) }
}

test('of an entry that is not held to the one encoding no proof and no commitment is looked at', () => {
  const list = listOf(lineWith(fields))
  const passed = list.pass(0, false)
  expect(shownOf(passed.entry)).toEqual(list.read(0).entry)
  expect(passed).toMatchObject({ index: 12, proof: [], texts: { id: entryId(passed.entry), whole: true } })
  expect(passed.texts.opens).toBeUndefined()
})

test('values are left to be parsed, and each text of 64 characters that is a value is found once', () => {
  const { entry, texts } = listOf(lineWith(fields)).pass(0)
  for (const opening of Object.values(entry.fields)) expect(opening).toBeInstanceOf(LaterOpening)
  expect(texts.longs).toEqual([hash])
  const opening = entry.fields['payload.list'] as LaterOpening
  expect(opening.gave(opening.value)).toBe(true)
  expect(opening.gave([[], {}, -5, 0, 123456789012345, false])).toBe(false)
})

test('a long key is no value', () => {
  const key = 'b2'.repeat(32)
  const other = 'c3'.repeat(32)
  const { texts } = listOf(lineWith({ ...fields, 'payload.map': { [key]: 1, z: other } })).pass(0)
  expect(texts.longs).toEqual([hash, other])
})

test.each([
  ['a value', '"plain text', '"plain tExt'],
  ['the salt of a field', '"payload.text":{"salt":"', '"payload.text":{"salt":"00'],
])('an entry of which %s was changed opens not all, and who checks its openings names the field', (_, from, to) => {
  const whole = lineWith(fields)
  const at = whole.indexOf(from)
  const changed = whole.slice(0, at) + to + whole.slice(at + to.length)
  const { entry, texts } = listOf(changed).pass(0)
  expect(texts.whole).toBe(true)
  expect(texts.opens).toBeUndefined()
  expect(() => checkOpenings(entry, texts)).toThrow(/payload\.text/)
})

test('an entry of which a field is withheld, or shown under another name, is not whole', () => {
  const [, text] = /("payload\.list":\{.*?\}\}?),"payload\.text"/.exec(lineWith(fields))!
  for (const to of ['', `${text!.replace('payload.list', 'payload.lisT')},`]) {
    const { entry, texts } = listOf(lineWith(fields).replace(`${text},`, to)).pass(0)
    expect(texts.whole).toBeUndefined()
    expect(texts.opens).toBeUndefined()
    if (to === '') expect(checkOpenings(entry, texts)).toEqual(['payload.list'])
    else expect(() => checkOpenings(entry, texts)).toThrow(/payload\.lisT/)
  }
})

test('a line with letters beyond ASCII or with escapes is read by who parses', () => {
  for (const text of ['查扣', 'a "quoted" word', 'a\nb', '\u007f']) {
    const list = listOf(lineWith({ ...fields, 'payload.text': text }))
    expect(plainLine(list.bytes(0))).toBeUndefined()
    expect(list.pass(0)).toEqual(list.read(0))
  }
})

const line = lineWith(fields)

test.each([
  ['a space', '"position":0', '"position": 0'],
  ['another order of keys', '"found":"a","ok":true', '"ok":true,"found":"a"'],
  ['a key twice', '"from":"stream"', '"from":"stream","from":"stream"'],
  ['a leading zero', '-5,0,', '-5,00,'],
  ['a zero with a sign', '-5,0,', '-5,-0,'],
  ['a fraction', '-5,0,', '-5.5,0,'],
  ['an exponent', '-5,0,', '-5e1,0,'],
  ['a number of more than fifteen digits', '123456789012345', '1234567890123456'],
  ['null', 'false]', 'null]'],
  ['an escape that need not be', 'plain text', 'pl\\u0061in text'],
  ['a key of every object', '"found":"a"', '"__proto__":"a"'],
  ['a capital digit in a salt', '"salt":"', '"salt":"A'],
  ['a comma too many', '[],{},', '[],{},,'],
  ['an end that is missing', ']}', ']'],
  ['something after the end', '"proof":', '"proof":[],"proof":'],
  ['a capital digit in a commitment', '"actor":"', '"actor":"A'],
  ['a key before the commitments', '"header":{', '"header":{"a":1,'],
  ['the commitments twice', ',"effectiveAt"', ',"commitments":{},"effectiveAt"'],
  ['a hash too short in the proof', '"proof":["', '"proof":["a","'],
  ['a minus before the index', '"index":12', '"index":-12'],
])('with %s a line is not taken for plain', (_, from, to) => {
  const at = from === ']}' ? line.lastIndexOf(from) : line.indexOf(from)
  expect(at).toBeGreaterThan(0)
  expect(plainLine(utf8ToBytes(line.slice(0, at) + to + line.slice(at + from.length)))).toBeUndefined()
})

test('a plain line whose header is none is refused in the words of who parses', () => {
  const list = listOf(line.replace('"position":0', '"position":1'))
  expect(plainLine(list.bytes(0))).toBeDefined()
  expect(() => list.pass(0)).toThrow(/stream and prev on every entry but the first/)
})
