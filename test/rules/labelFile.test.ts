import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AddressTable } from '../../src/core/rules/addressTable.ts'
import { KeyedHash } from '../../src/core/rules/keyedHash.ts'
import { indexLabels, type Label, LabelFile } from '../../src/host/screening/labelFile.ts'

/** github.com/veorq/SipHash @1a7d041a, vectors.h, `vectors_hsip64` (CC0): key 00 … 07, text 00 01 02 …, the result's bytes as they stand there. */
test.each([
  [0, '218d1f59b9b83cc8'],
  [1, 'be552412f8387315'],
  [2, '064f39ef7c50eb57'],
  [3, 'ce0f1a45f7060679'],
  [4, 'd5e78a175be52ea1'],
  [5, 'cb9d7c3f2f3db580'],
  [6, 'ce3e91358aa2bc25'],
  [7, 'ff202728b07bc684'],
  [8, 'edfee820bce4858c'],
  [63, '2ea63c71bf326087'],
] as const)('HalfSipHash-2-4 of %i bytes is the published one', (length, expected) => {
  const hash = new KeyedHash(Uint8Array.from({ length: 8 }, (_, i) => i))
  hash.of(String.fromCharCode(...Array.from({ length }, (_, i) => i)), 0, length)
  expect(Buffer.from(hash.halves.buffer).toString('hex')).toBe(expected)
})

test('a table that is as full as it gets finds every row, many at a time too, and rows of one address in their order', () => {
  const table = AddressTable.ofSize(11, new Uint8Array(8))
  const addresses = Array.from({ length: 11 }, (_, i) => `1Address${i % 7}`)
  for (const [row, address] of addresses.entries()) table.add(address, row)
  expect(table.columns.tags.length).toBe(16)
  expect(table.rows('1Address3')).toEqual([3, 10])
  const found = new Map<number, readonly number[]>()
  table.rowsOfMany([...addresses, 'nobody', ' '], (index, rows) => found.set(index, rows))
  expect([...found.keys()]).toEqual(addresses.map((_, i) => i))
  expect(found.get(0)).toEqual([0, 7])
})

describe('a file of labels', () => {
  const files = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-labels-'))
    const names = { labels: join(folder, 'labels.txt'), index: join(folder, 'labels.index') }
    writeFileSync(names.labels, text)
    return names
  }
  const lines = (count: number) =>
    Array.from({ length: count }, (_, i) => `1Label${i.toString(36).padStart(6, '0')}\tsays ${i}`)

  test.each([1, 15, 16, 17, 32, 100])('of %i lines answers each, with and without a last line end', async (count) => {
    for (const end of ['', '\n']) {
      const names = files(lines(count).join('\n') + end)
      expect(await indexLabels(names)).toEqual({ lines: count, empty: 0 })
      const open = LabelFile.open(names)
      for (let i = 0; i < count; i++) {
        const address = `1Label${i.toString(36).padStart(6, '0')}`
        expect(open.of(address)).toEqual([{ line: i + 1, address, says: `says ${i}` }])
        expect(open.of(address.toLowerCase())).toEqual([])
      }
      open.close()
    }
  })

  test('lines of a spreadsheet, without an address, and one address twice', async () => {
    const names = files(
      `0xAbCdEf0123456789aBcDeF0123456789AbCdEf01\tone\r\n\tnothing\r\n0xabcdef0123456789abcdef0123456789abcdef01\ttwo\r\n`,
    )
    expect(await indexLabels(names)).toEqual({ lines: 3, empty: 1 })
    const open = LabelFile.open(names)
    const found: [number, readonly Label[]][] = []
    open.ofMany(['no', '0xABCDEF0123456789ABCDEF0123456789ABCDEF01', ''], (index, labels) =>
      found.push([index, labels]),
    )
    expect(found.map(([index, labels]) => [index, labels.map(({ line, says }) => `${line} ${says}`)])).toEqual([
      [1, ['1 one', '3 two']],
    ])
    open.close()
  })

  test('whose index is damaged, foreign or of other labels is refused', async () => {
    const names = files(lines(40).join('\n'))
    await indexLabels(names)
    const bytes = readFileSync(names.index)
    const damaged = Buffer.from(bytes)
    damaged[700]! ^= 1
    writeFileSync(names.index, damaged)
    expect(() => LabelFile.open(names)).toThrow('is damaged')
    writeFileSync(names.index, bytes.subarray(0, 600))
    expect(() => LabelFile.open(names)).toThrow('ends too early')
    writeFileSync(names.index, 'something else')
    expect(() => LabelFile.open(names)).toThrow('expected an index of labels')
    writeFileSync(names.index, bytes)
    writeFileSync(names.labels, lines(41).join('\n'))
    expect(() => LabelFile.open(names)).toThrow('Make it again')
    writeFileSync(names.labels, '')
    await expect(indexLabels(names)).rejects.toThrow('found none')
  })
})
