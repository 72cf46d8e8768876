import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyChanges, entityChanges, licenceChanges } from '../../src/core/rules/licenceChanges.ts'
import type { LicenceRow } from '../../src/core/rules/licences.ts'
import { licenceColumns, readLicenceTable, writeLicenceTable } from '../../src/core/rules/licencesCsv.ts'
import { publicationOf, readLicences } from '../../src/core/rules/readLicences.ts'
import { dataDir } from '../support/data.ts'
import { licences } from './registers.ts'

const at = '2026-03-02T01:00:00.000Z'
const columns = licenceColumns.join(',')

describe('a register as a table', () => {
  test('what ships is the same when it was written and read', () => {
    const { rows, faults } = readLicenceTable(writeLicenceTable(licences.rows))
    expect(faults).toEqual([])
    expect(rows).toEqual(licences.rows)
    expect(writeLicenceTable(rows)).toBe(writeLicenceTable(licences.rows))
  })

  const word = fc
    .string({ unit: fc.constantFrom(...'ab,"\n;é中'), minLength: 1, maxLength: 8 })
    .map((text) => `x${text.replaceAll('\n', '')}x`)
  const name = fc.constantFrom('one', 'two-b', 'lei:5299005v5gbsn2a4c303')
  const day = fc.constantFrom('2024-12-18', '2026-02-13')
  const row = fc.record({
    entity: fc.uuid(),
    legalName: word,
    brand: fc.oneof(word, fc.constant('')),
    regulator: word,
    regime: word,
    conditions: fc.array(word, { maxLength: 2 }),
    admits: fc.uniqueArray(
      fc.record({
        asset: fc.constantFrom('eip155:1/slip44:60', 'tron:x/slip44:195'),
        clientTypes: fc.array(name, { minLength: 1, maxLength: 2 }),
        from: day,
        source: word,
      }),
      { maxLength: 2, selector: ({ asset }) => asset },
    ),
    hosts: fc.array(fc.record({ host: fc.constantFrom('a.test', 'b.test:443'), source: word }), { maxLength: 2 }),
    from: day,
    confidence: fc.constantFrom('H' as const, 'M' as const, 'L' as const),
    source: word,
    checkedOn: day,
  })
  test('so is any other', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows: readonly LicenceRow[]) => {
        const read = readLicenceTable(writeLicenceTable(rows))
        expect(read.faults).toEqual([])
        expect(read.rows).toEqual(rows)
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  const good =
    'vdx,Victory Fintech Company Limited,VDX,SFC,AMLO,,,,api.vdx.test,seen,trust,2026-02-13,,H,report,2026-11-24,,eip155:1/slip44:60,professional-investor,2026-02-13,,seen'
  test.each([
    ['a spreadsheet’s number for an id', good.replace('vdx,', '9.60E+19,'), '2 entity 9.60E+19 left out'],
    ['a day that no calendar has', good.replace('2026-02-13', '2026-02-30'), '2 from 2026-02-30 left out'],
    ['a day as a spreadsheet shows it', good.replace('2026-02-13', '13/02/2026'), '2 from 13/02/2026 left out'],
    [
      'a lost character',
      good.replace('Victory', 'Vict\uFFFDry'),
      '2 legal_name Vict\uFFFDry Fintech Company Limited left out',
    ],
    ['a cell too few', good.replace(',seen,trust', ',trust'), '2  21 left out'],
    ['an asset without its network', good.replace('eip155:1/slip44:60', 'ETH'), '2 asset ETH left out'],
    [
      'a no-break space',
      good.replace('Victory Fintech', 'Victory\u00A0Fintech'),
      '2 legal_name Victory\u00A0Fintech Company Limited mended',
    ],
    ['the same line again', `${good}\n${good}`, '3 asset eip155:1/slip44:60 left out'],
    [
      'other words about the same licence',
      `${good}\n${good.replace(',VDX,', ',VDX Global,')}`,
      '3 entity vdx left out',
    ],
    ['an empty row', `${good}\n${','.repeat(licenceColumns.length - 1)}`, '3   mended'],
  ])('%s is told by line', (_, lines, told) => {
    const { faults } = readLicences(`\uFEFF${columns}\r\n${lines}\r\n`)
    expect(
      faults.map(({ line, column, found, leftOut }) => `${line} ${column} ${found} ${leftOut ? 'left out' : 'mended'}`),
    ).toContain(told)
  })
})

describe('a register as JSON', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../packs/registers/licences.json'), 'utf8')
  test('what ships has no flaw', () => {
    expect(readLicences(text)).toMatchObject({ form: 'sluice-json', faults: [], inDoubt: [] })
  })
  test('a flaw is told with the line of its row', () => {
    const line = text.slice(0, text.indexOf('"entity": "hkvax"')).split('\n').length - 1
    const { faults, inDoubt, register } = readLicences(text.replace('"from": "2024-10-03"', '"from": "3 Oct 2024"'))
    expect(faults).toMatchObject([{ line, column: 'from', found: '"3 Oct 2024"', leftOut: true }])
    expect(inDoubt.map(({ entity }) => entity)).toEqual(['hkvax'])
    expect(register.rows.length).toBe(11)
  })
  test.each([
    ['{"format": "sluice/licences/1",\n"rows": [}', 'no JSON: '],
    ['{"format": "something/1"}', 'line 1: expected {"format": "sluice/licences/1"'],
    ['no register', 'line 1: columns missing'],
  ])('%j is none', (written, told) => {
    expect(() => readLicences(written)).toThrow(told)
  })
})

const dir = dataDir()
describe.skipIf(dir === undefined)('the register of ESMA, as one publication after another is taken in', () => {
  const read = (day: string) => readLicences(readFileSync(join(dir!, `registers/dev/esma_CASP_${day}.raw.csv`), 'utf8'))
  const december = publicationOf(read('20251215'))
  const changesTo = (standing: typeof december.entries, next: ReturnType<typeof read>) => {
    const changes = licenceChanges({ standing, publication: publicationOf(next), at })
    const all = entityChanges(standing, changes, at)
    const count = (change: string) => all.filter((each) => each.change === change).length
    return { changes, all, counts: [count('added'), count('changed'), count('ended')] }
  }

  test('twenty-three are new in January, none ends, and taken in again nothing changes', () => {
    const january = read('20260106')
    const { changes, counts } = changesTo(december.entries, january)
    expect(counts).toEqual([23, 0, 0])
    const after = applyChanges(december.entries, changes)
    expect(changesTo(after, january).counts).toEqual([0, 0, 0])
  })
  test('backwards, the twenty-three end; the platforms of Hong Kong in the same register do not', () => {
    const hongKong = publicationOf(readLicences(JSON.stringify(licences))).entries
    const { changes, counts } = changesTo([...publicationOf(read('20260106')).entries, ...hongKong], read('20251215'))
    expect(counts).toEqual([0, 0, 23])
    expect(changes.ended.every(({ licence }) => licence.publisher === 'ESMA')).toBe(true)
  })
  test('an entity whose row a spreadsheet mangled keeps what stands, found by its name or by what is left of its id', () => {
    const text = readFileSync(join(dir!, 'registers/dev/esma_CASP_20251215.raw.csv'), 'utf8')
    for (const mangled of ['5.30E+19', '5299005V5GBSN2A4C303.', '']) {
      const { counts } = changesTo(december.entries, readLicences(text.replace('5299005V5GBSN2A4C303', mangled)))
      expect(counts).toEqual([0, 0, 0])
    }
    const renamed = text.replace('Bybit EU GmbH', 'Bybit EU AG').replace('5299005V5GBSN2A4C303', '5299005V5GBSN2A4C304')
    expect(changesTo(december.entries, readLicences(renamed)).counts).toEqual([0, 0, 1])
  })
  test('a service more is a change of that entity alone, field by field', () => {
    const text = readFileSync(join(dir!, 'registers/dev/esma_CASP_20251215.raw.csv'), 'utf8')
    const { all } = changesTo(december.entries, readLicences(text.replace('| f. placing of crypto-assets ', '')))
    expect(all.map(({ entity, change, fields }) => [entity, change, fields])).toEqual([
      ['lei:5299005v5gbsn2a4c303', 'changed', ['licence']],
    ])
  })
  test('the flaws stand at their lines: four rows left out, the rest mended', () => {
    const { faults, inDoubt } = read('20251215')
    expect(inDoubt.map(({ line }) => line)).toEqual([42, 50, 75, 111])
    expect(new Set(faults.filter(({ leftOut }) => !leftOut).map(({ expected }) => expected.code))).toEqual(
      new Set(['PLAIN_BLANKS', 'NO_BLANKS', 'TEXT_WHOLE']),
    )
  })
})
