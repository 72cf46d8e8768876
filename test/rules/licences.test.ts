import { describe, expect, test } from 'vitest'
import { type LicenceRegister, licenceInForce } from '../../src/core/rules/licences.ts'
import { related } from '../../src/core/rules/related.ts'
import { licences, providers } from './registers.ts'

const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
const eth = 'eip155:1/slip44:60'
const monero = 'monero:418015bb9ae982a1975da7d79277c270/slip44:128'
const pro = 'professional-investor'

test('twelve platforms ship, none with a number called verified', () => {
  expect(licences.rows.map((row) => `${row.from} ${row.legalName}`)).toEqual([
    '2020-12-15 OSL Digital Securities Limited',
    '2022-11-09 Hash Blockchain Limited',
    '2024-10-03 Hong Kong Virtual Asset Exchange Limited',
    '2024-12-18 Hong Kong Digital Asset EX Limited',
    '2024-12-18 Accumulus GBA Technology (Hongkong) Co., Limited',
    '2024-12-18 DFX Labs Company Limited',
    '2024-12-18 Thousand Whales Technology (BVI) Limited',
    '2025-01-27 PantherTrade (Hong Kong) Limited',
    '2025-01-27 YAX (Hong Kong) Limited',
    '2025-02-28 Bullish HK Markets Limited',
    '2025-06-17 Hong Kong BGE Limited',
    '2026-02-13 Victory Fintech Company Limited',
  ])
  expect(licences.rows.filter((row) => row.number?.status === 'verified')).toEqual([])
})

/** The register of the question D6: what ships, with one more admission that a real zone would have entered. */
const withAdmission: LicenceRegister = {
  ...licences,
  rows: licences.rows.map((row) =>
    row.entity === 'victory-fintech'
      ? {
          ...row,
          admits: [{ asset: btc, clientTypes: [pro], from: '2026-02-13', source: 'test' }],
          hosts: [{ host: 'api.vdx.test', source: 'test' }],
        }
      : row,
  ),
}

describe('a licence is asked as of a moment', () => {
  test.each([
    ['the day before', { at: '2026-02-12T07:00:00.000Z' }, 'not-in-force'],
    ['one millisecond before', { at: '2026-02-12T15:59:59.999Z' }, 'not-in-force'],
    ['the first moment of the day in Hong Kong', { at: '2026-02-12T16:00:00.000Z' }, 'in-force'],
    ['the day itself', { at: '2026-02-13T07:00:00.000Z' }, 'in-force'],
    ['a coin that the register does not admit', { asset: monero }, 'asset-not-admitted'],
    ['another kind of client', { clientType: 'retail' }, 'asset-not-admitted'],
    ['its own host', { host: 'api.vdx.test' }, 'in-force'],
    ['a host of the brand that is bound to another entity', { host: 'api-pro.hashkey.com' }, 'host-of-another'],
    ['a host that nobody bound', { host: 'api-glb.hashkey.com' }, 'host-not-bound'],
    ['an entity that is not in the register', { entity: 'vdx-custody' }, 'not-in-register'],
  ] as const)('%s', (_, change, reason) => {
    const question = {
      register: withAdmission,
      entity: 'victory-fintech',
      asset: btc,
      clientType: pro,
      at: '2026-02-13T07:00:00.000Z',
      ...change,
    }
    expect(licenceInForce(question)).toMatchObject({ ok: reason === 'in-force', reason })
  })

  test('an end in the register is exclusive', () => {
    const ended = {
      ...withAdmission,
      rows: withAdmission.rows.map((row) => (row.entity === 'victory-fintech' ? { ...row, until: '2026-06-01' } : row)),
    }
    const ask = (at: string) =>
      licenceInForce({ register: ended, entity: 'victory-fintech', asset: btc, clientType: pro, at }).reason
    expect([ask('2026-05-31T15:59:59.999Z'), ask('2026-05-31T16:00:00.000Z')]).toEqual(['in-force', 'not-in-force'])
  })

  test('what ships admits bitcoin and ether at two platforms from the day they were seen there, and nothing else', () => {
    const admitting = (asset: string, at: string) =>
      licences.rows
        .filter((row) => licenceInForce({ register: licences, entity: row.entity, asset, clientType: pro, at }).ok)
        .map((row) => row.entity)
    expect(admitting(btc, '2026-11-24T02:00:00.000Z')).toEqual(['osl-digital-securities', 'hash-blockchain'])
    expect(admitting(eth, '2026-11-24T02:00:00.000Z')).toEqual(['osl-digital-securities', 'hash-blockchain'])
    expect(admitting(btc, '2026-09-21T15:59:59.999Z')).toEqual([])
    expect(admitting(monero, '2026-11-24T02:00:00.000Z')).toEqual([])
  })
})

describe('a family is any chain of owners, brand or persons', () => {
  const at = '2026-11-24T02:00:00.000Z'
  test.each([
    ['victory-fintech', 'vdx-custody', true, 'victory-fintech – vdx-group – vdx-custody'],
    ['vdx-custody', 'victory-securities', true, 'vdx-custody – vdx-group – victory-fintech – victory-securities'],
    ['zhongtianfeng', 'mps-first-institute', true, 'zhongtianfeng – mps-first-institute'],
    ['cbex', 'zhongtianfeng', false, 'no chain of owners joins them'],
    ['cbex', 'cbex', true, 'cbex'],
    ['cbex', 'stranger', true, 'owners of stranger not known'],
  ])('%s and %s', (a, b, expected, found) => {
    expect(related({ register: providers, a, b, at })).toEqual({ related: expected, found })
  })

  test('an edge that has not begun joins nobody', () => {
    expect(
      related({ register: providers, a: 'victory-fintech', b: 'vdx-custody', at: '2026-02-12T15:59:59.999Z' }).related,
    ).toBe(false)
  })
})
