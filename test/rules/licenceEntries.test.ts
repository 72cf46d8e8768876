import fc from 'fast-check'
import { expect, test } from 'vitest'
import { licenceAt } from '../../src/core/case/registers.ts'
import { licenceEntries } from '../../src/core/rules/licenceEntries.ts'
import { type LicenceRegister, type LicenceRow, licenceInForce } from '../../src/core/rules/licences.ts'
import { licences } from './registers.ts'

test('what ships becomes sixteen entries: twelve licences, and four admissions from the day they were seen', () => {
  const entries = licenceEntries(licences)
  expect(entries.filter(({ assets }) => assets.length === 0).map(({ entity, from }) => `${entity} ${from}`)).toEqual([
    'osl-digital-securities 2020-12-14T16:00:00.000Z',
    'hash-blockchain 2022-11-08T16:00:00.000Z',
    'hkvax 2024-10-02T16:00:00.000Z',
    'hkbitex 2024-12-17T16:00:00.000Z',
    'accumulus-gba 2024-12-17T16:00:00.000Z',
    'dfx-labs 2024-12-17T16:00:00.000Z',
    'thousand-whales 2024-12-17T16:00:00.000Z',
    'panthertrade 2025-01-26T16:00:00.000Z',
    'yax 2025-01-26T16:00:00.000Z',
    'bullish-hk 2025-02-27T16:00:00.000Z',
    'hkbge 2025-06-16T16:00:00.000Z',
    'victory-fintech 2026-02-12T16:00:00.000Z',
  ])
  const admitting = entries.filter(({ assets }) => assets.length > 0)
  expect(admitting.map(({ entity, from, licence }) => [entity, from, licence])).toEqual([
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
