import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../src/core/rules/csv.ts'
import { importRegister, isLei } from '../../src/core/rules/importRegister.ts'
import { dataDir } from '../support/data.ts'

const dir = dataDir()
const read = (date: string) =>
  importRegister(readFileSync(join(dir!, `registers/dev/esma_CASP_${date}.raw.csv`), 'utf8'))

describe('comma-separated values', () => {
  test.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\uFEFFa,b\r\n"x, ""y""",\r\n',
      [
        ['a', 'b'],
        ['x, "y"', ''],
      ],
    ],
    ['a\n"two\nlines"\nlast', [['a'], ['two\nlines'], ['last']]],
    ['a,\n', [['a', '']]],
    ['', []],
  ])('%j', (text, cells) => {
    expect(readCsv(text).map((record) => record.cells)).toEqual(cells)
  })
  test('lines are counted through quoted line ends', () => {
    expect(readCsv('a\n"two\nlines"\nlast').map((record) => record.line)).toEqual([1, 2, 4])
  })
  test.each(['a,"b', 'a"b,c', '"a"b'])('%j is refused with its line', (text) => {
    expect(() => readCsv(`ok\n${text}`)).toThrow(/line 2/)
  })
})

test.each([
  ['5299005V5GBSN2A4C303', true],
  ['5299005V5GBSN2A4C304', false],
  ['9.60E+19', false],
  ['89450036UW3ID72T1M84.', false],
  ['69940000HAL9ODW3IMO22', false],
  ['', false],
])('%s is a legal entity identifier: %s', (text, expected) => expect(isLei(text)).toBe(expected))

describe.skipIf(dir === undefined)('the register of ESMA as it was published', () => {
  test('on 15 December 2025 every flaw is told by line, and no row in doubt is taken', () => {
    const { rows, faults } = read('20251215')
    const leftOut = faults
      .filter((fault) => fault.leftOut)
      .map(({ line, column, found }) => `${line} ${column} ${found}`)
    expect(leftOut).toEqual(
      expect.arrayContaining([
        '50 ae_lei 9.60E+19',
        '75 ae_lei 89450036UW3ID72T1M84.',
        '111 ae_lei 69940000HAL9ODW3IMO22',
        '42 ae_lei 529900032TYR45XIEW79',
      ]),
    )
    expect(rows.length + new Set(faults.filter((fault) => fault.leftOut).map((fault) => fault.line)).size).toBe(119)
    expect(faults.filter((fault) => fault.expected.code === 'PLAIN_BLANKS').every((fault) => !fault.leftOut)).toBe(true)
    expect(rows.find((row) => row.lei === '5299005V5GBSN2A4C303')).toMatchObject({
      legalName: 'Bybit EU GmbH',
      from: '2025-05-28',
      services: ['a', 'c', 'd', 'f', 'j'],
    })
  })
})

test('a text that is no register is refused with the columns that are missing', () => {
  expect(() => importRegister('name,licence\nx,y\n')).toThrow('line 1: columns missing: ae_competentAuthority')
})
