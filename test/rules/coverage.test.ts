import { describe, expect, test } from 'vitest'
import { coverageFaults, type Guards, rowFaults } from '../../src/core/rules/coverage.ts'
import { shippedCoverage } from '../../src/host/packs/writeReference.ts'

const shipped = shippedCoverage()

test('every guard is held by a rule, a parameter or a clock that exists, or the page on what is not checkable says why not', () => {
  expect(coverageFaults(shipped)).toEqual([])
})

describe('each row of the law', () => {
  const rows = shippedCoverage('rows')
  test('is held by a rule, a parameter or a clock that exists, or the page on what is not checkable says why not', () => {
    expect(rowFaults(rows)).toEqual([])
  })
  test('is there once, and as many as were read', () => {
    const counts = rows.guards.sections.map(({ id, guards }) => [
      id,
      guards.length,
      new Set(guards.map((each) => each.id)).size,
    ])
    expect(counts).toEqual([
      ['2.1', 8, 8],
      ['2.2', 36, 36],
      ['2.3', 8, 8],
      ['2.4', 9, 9],
      ['3.1', 16, 16],
      ['3.2', 12, 12],
      ['3.3', 11, 11],
    ])
  })
  test('a row that names what does not exist, or nothing, is told', () => {
    const broken = (guard: Guards['sections'][number]['guards'][number]) =>
      rowFaults({ ...rows, guards: { ...rows.guards, sections: [{ id: 'x', title: 'x', guards: [guard] }] } })
    expect(broken({ id: 'X', guard: 'x', rules: ['CN-NONE'] })).toEqual(['X: CN-NONE does not exist'])
    expect(broken({ id: 'X', guard: 'x' })).toEqual(['X: nothing holds it'])
  })
})

describe('the table has a row for', () => {
  const ids = shipped.guards.sections.flatMap((section) => section.guards.map((guard) => guard.id))
  const stage = (id: string) => id.split('.')[0]!
  test('each stage of a case', () => {
    const stages = [
      '1',
      '2',
      '3',
      '4',
      '4b',
      '4c',
      '4d',
      '4e',
      '5a',
      '5b',
      '5c',
      '6',
      '7',
      '8',
      '8b',
      '9',
      '10',
      '11',
      '12',
    ]
    const rest = ['13', '13x', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', '24', '25', '26']
    expect([...stages, ...rest].filter((id) => !ids.some((each) => stage(each) === id))).toEqual([])
  })
  test('each of the thirty corrections', () => {
    expect(Array.from({ length: 30 }, (_, i) => `C${i + 1}`).filter((id) => !ids.includes(id))).toEqual([])
  })
  test('each source of the mainland and of Hong Kong', () => {
    const cited = shipped.packs.flatMap((pack) => (pack.manifest.kind === 'law' ? pack.rules : []))
    const held = new Set(
      shipped.guards.sections.flatMap((section) => section.guards.flatMap((guard) => guard.rules ?? [])),
    )
    const sources = (rules: typeof cited) => new Set(rules.map((rule) => rule.instrument))
    expect([...sources(cited)].sort()).toEqual([...sources(cited.filter((rule) => held.has(rule.id)))].sort())
  })
})

describe('a fault of the table is told:', () => {
  const withRow = (row: Guards['sections'][number]['guards'][number]) => ({
    ...shipped,
    guards: { ...shipped.guards, sections: [...shipped.guards.sections, { id: 'x', title: 'x', guards: [row] }] },
  })
  test.each([
    ['a guard that nothing holds', { id: 'X1', guard: 'x' }, 'X1: nothing holds it'],
    ['a rule that does not exist', { id: 'X2', guard: 'x', rules: ['CN-NONE'] }, 'X2: CN-NONE does not exist'],
    [
      'a rule that one model lacks',
      { id: 'X3', guard: 'x', rules: ['*-entrust-papers'] },
      'X3: *-entrust-papers does not exist',
    ],
    ['a parameter', { id: 'X4', guard: 'x', parameters: ['none'] }, 'X4: none does not exist'],
    ['a clock', { id: 'X5', guard: 'x', clocks: ['none'] }, 'X5: none does not exist'],
    [
      'an excuse that the page does not have',
      { id: 'X6', guard: 'x', instead: 'weather' },
      'X6: weather does not exist',
    ],
    ['a guard that stands twice', { id: '1.1', guard: 'x', rules: ['CN-MPS2015-filed'] }, '1.1: stands twice'],
  ])('%s', (_, row, fault) => expect(coverageFaults(withRow(row))).toEqual([fault]))
  test('a rule of law that stands in no row', () => {
    const [first, ...rest] = shipped.guards.sections
    const without = { ...first!, guards: first!.guards.filter((guard) => guard.id !== '2.6') }
    const corrections = { ...shipped, guards: { ...shipped.guards, sections: [without, ...rest] } }
    expect(coverageFaults(corrections)).toContain('CN-CPL-245-swept: stands in no row')
  })
})
