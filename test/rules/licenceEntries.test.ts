import fc from 'fast-check'
import { expect, test } from 'vitest'
import { licenceAt } from '../../src/core/case/registers.ts'
import { licenceEntries } from '../../src/core/rules/licenceEntries.ts'
import { type LicenceRegister, type LicenceRow, licenceInForce } from '../../src/core/rules/licences.ts'
import { licences } from './registers.ts'

test('what ships becomes four entries, from the day the admission was seen', () => {
  expect(licenceEntries(licences).map(({ entity, from, licence }) => [entity, from, licence])).toEqual([
    ['osl-digital-securities', '2026-09-21T16:00:00.000Z', 'SFO Type 1 and 7; AMLO s. 53ZRK, BPJ213 (unverified)'],
    ['osl-digital-securities', '2026-09-21T16:00:00.000Z', 'SFO Type 1 and 7; AMLO s. 53ZRK, BPJ213 (unverified)'],
    ['hash-blockchain', '2026-09-21T16:00:00.000Z', 'SFO Type 1 and 7; AMLO s. 53ZRK, BPL992 (unverified)'],
    ['hash-blockchain', '2026-09-21T16:00:00.000Z', 'SFO Type 1 and 7; AMLO s. 53ZRK, BPL992 (unverified)'],
  ])
})

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`)
const until = fc.option(day, { nil: undefined })
const asset = fc.constantFrom('a:1/slip44:0', 'a:1/slip44:60')
const client = fc.constantFrom('professional-investor', 'retail')
const host = fc.constantFrom('one.test', 'two.test')
const admission = fc
  .record({
    asset,
    clientTypes: fc.uniqueArray(client, { minLength: 1 }),
    from: day,
    until,
    source: fc.constant('test'),
  })
  .map(({ until: end, ...rest }) => (end === undefined ? rest : { ...rest, until: end }))
const row = fc
  .record({ entity: fc.constantFrom('x', 'y'), from: day, until, admits: fc.array(admission, { maxLength: 3 }), host })
  .map(
    ({ until: end, host: bound, ...rest }): LicenceRow => ({
      legalName: 'X',
      brand: 'X',
      regulator: 'SFC',
      regime: 'AMLO',
      conditions: [],
      confidence: 'H',
      source: 'test',
      checkedOn: '2026-11-24',
      hosts: [{ host: bound, source: 'test' }],
      ...rest,
      ...(end === undefined ? {} : { until: end }),
    }),
  )
const question = fc.record({
  entity: fc.constantFrom('x', 'y', 'z'),
  asset,
  clientType: client,
  at: day.map((at) => `${at}T04:00:00.000Z`),
})

test('a zone that recorded the register answers as the register does', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), question, (rows, asked) => {
      const register: LicenceRegister = { format: 'sluice/licences/1', title: '', note: '', rows }
      const registers = { licences: licenceEntries(register), providers: [] }
      expect(licenceAt({ registers, ...asked }).ok).toBe(licenceInForce({ register, ...asked }).ok)
    }),
    { numRuns: 2000, seed: 7 },
  )
})
