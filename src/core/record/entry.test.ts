import { describe, expect, test } from 'vitest'
import { checkOpenings, cutEntry, encodeEntry, entryId, type HeaderDraft, readEntry, sealEntry } from './entry.ts'
import { type Json, parseCanonical } from './jcs.ts'

const header: HeaderDraft = {
  format: 'sluice/entry/1',
  machine: 'sluice/machine/1',
  world: 'rehearsal',
  zone: 'onshore',
  position: 0,
  kind: 'case.opened',
  recordedAt: '2026-03-02T01:00:00.000Z',
  effectiveAt: '2026-03-02T01:00:00.000Z',
  heads: { directory: 'a'.repeat(64) },
}
const streamKey = new Uint8Array(32).fill(7)
const sealed = sealEntry({ header, fields: { actor: 'p-zhang', 'payload.amount': '100' }, streamKey })

/** A copy to spoil; whatever its type was, it is hostile now. */
interface Spoiled {
  header: Record<string, unknown>
  fields: Record<string, Record<string, unknown>>
  salt: string
}

function copy(): Spoiled {
  return JSON.parse(JSON.stringify(sealed)) as Spoiled
}

describe('an entry', () => {
  test('seals to the same bytes from the same key and draft', () => {
    const again = sealEntry({ header, fields: { 'payload.amount': '100', actor: 'p-zhang' }, streamKey })
    expect(encodeEntry(again)).toBe(encodeEntry(sealed))
    expect(entryId(sealed)).toMatchInlineSnapshot(`"0aa5b918cd5fc1ef5a04f2da2bfbdedf69a98be36acb2276ebc996019e979c35"`)
  })

  test('commits to equal values with different salts, so that one does not tell the other', () => {
    const twice = sealEntry({ header, fields: { a: 'same', b: 'same' }, streamKey })
    expect(twice.header.commitments.a).not.toBe(twice.header.commitments.b)
    expect(twice.fields.a!.salt).not.toBe(twice.fields.b!.salt)
  })

  test('hides its values behind another stream key', () => {
    const other = sealEntry({
      header,
      fields: { actor: 'p-zhang', 'payload.amount': '100' },
      streamKey: new Uint8Array(32).fill(8),
    })
    expect(other.header.commitments['payload.amount']).not.toBe(sealed.header.commitments['payload.amount'])
  })

  test('keeps its id when fields are cut, and says which are withheld', () => {
    const cut = cutEntry(sealed, (field) => field === 'actor')
    expect(entryId(cut)).toBe(entryId(sealed))
    expect(checkOpenings(cut)).toEqual(['payload.amount'])
  })

  test('reads back from its own bytes', () => {
    expect(readEntry(parseCanonical(encodeEntry(sealed)))).toEqual(sealed)
  })

  test('is found out when a value, a salt or a name is another', () => {
    const value = copy()
    value.fields.actor = { ...value.fields.actor, value: 'p-li' }
    const salt = copy()
    salt.fields.actor = { ...salt.fields.actor, salt: '0'.repeat(32) }
    const name = copy()
    name.fields.other = name.fields.actor!
    for (const spoiled of [value, salt, name]) {
      expect(() => checkOpenings(readEntry(spoiled as unknown as Json))).toThrow(
        /is not the one that the entry commits to/,
      )
    }
  })

  test.each([
    ['an unknown key in the header', (entry: Spoiled) => (entry.header.extra = 'x')],
    ['a position that is not one', (entry: Spoiled) => (entry.header.position = -1)],
    ['a first entry with a predecessor', (entry: Spoiled) => (entry.header.prev = 'b'.repeat(64) as never)],
    ['a time without milliseconds', (entry: Spoiled) => (entry.header.recordedAt = '2026-03-02T01:00:00Z' as never)],
    ['another format', (entry: Spoiled) => (entry.header.format = 'sluice/entry/2')],
    ['a world that is none', (entry: Spoiled) => (entry.header.world = 'test')],
    [
      'a commitment that is too short',
      (entry: Spoiled) => ((entry.header.commitments as Record<string, string>).actor = 'ab'),
    ],
    ['a leaf salt that is too short', (entry: Spoiled) => (entry.salt = 'ab')],
  ])('with %s is refused', (_, spoil) => {
    const entry = copy()
    spoil(entry)
    expect(() => readEntry(entry as unknown as Json)).toThrow(/not an entry: expected/)
  })
})
