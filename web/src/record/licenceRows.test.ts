import { describe, expect, test } from 'vitest'
import type { Licence } from '../../../src/core/case/registers.ts'
import { licencesFound, valuesOf } from './licenceRows.ts'

const row = (entity: string, more: Partial<Licence> = {}): Licence => ({
  entity,
  regulator: 'SFC',
  licence: 'VASP',
  assets: ['btc'],
  clientTypes: ['professional'],
  hosts: [],
  from: '2026-01-01T00:00:00.000Z',
  source: 'register',
  ...more,
})
const rows = [
  row('a'),
  row('b', { from: '2027-01-01T00:00:00.000Z', legalName: 'Later Limited' }),
  row('c', { until: '2026-02-01T00:00:00.000Z', assets: ['eth'] }),
  row('d', { clientTypes: ['retail'], hosts: ['api.example:443'] }),
]
const ask = { at: '2026-03-01T00:00:00.000Z', all: false, text: '' }
const found = (more: object) => licencesFound(rows, { ...ask, ...more }).map(({ entity }) => entity)

describe('licences that a question finds', () => {
  test.each([
    [{}, ['a', 'd']],
    [{ at: '2026-01-15T00:00:00.000Z' }, ['a', 'c', 'd']],
    [{ at: '2026-02-01T00:00:00.000Z' }, ['a', 'd']],
    [{ all: true }, ['a', 'b', 'c', 'd']],
    [{ all: true, asset: 'eth' }, ['c']],
    [{ clientType: 'retail' }, ['d']],
    [{ all: true, text: 'later' }, ['b']],
    [{ text: 'api.example' }, ['d']],
  ])('%j', (more, entities) => expect(found(more)).toEqual(entities))
  test('what can be asked for is what the rows have', () =>
    expect([valuesOf(rows, 'assets'), valuesOf(rows, 'clientTypes')]).toEqual([['btc', 'eth'], ['professional', 'retail']])) // biome-ignore format: one line
})
