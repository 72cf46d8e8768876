import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AddressLists, formOf, type ListedAddress } from '../../src/core/rules/addressScreening.ts'
import { type ScreeningLists, screen } from '../../src/core/rules/screening.ts'
import { dataDir } from '../support/data.ts'

const key = new Uint8Array(32).fill(7)
const dir = dataDir()
const { lists } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packs/registers/lists.json'), 'utf8'),
) as ScreeningLists

describe('one address, one form', () => {
  test.each([
    ['0xAbCdEf0123456789aBcDeF0123456789AbCdEf01', '0xabcdef0123456789abcdef0123456789abcdef01'],
    ['BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    [' 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['1a1zp1ep5qgefi2dmptftl5slmv7divfna', '1a1zp1ep5qgefi2dmptftl5slmv7divfna'],
    ['bc1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ', 'bc1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ'],
  ])('%j', (address, form) => expect(formOf(address)).toBe(form))
})

test('what is listed is found, and nothing that is one letter away', () => {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  const base58 = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 26, maxLength: 34 })
  fc.assert(
    fc.property(fc.uniqueArray(base58, { minLength: 1, maxLength: 50 }), fc.nat(), fc.nat(), (addresses, at, turn) => {
      const screened = new AddressLists(
        addresses.map((address, n) => ({ address, list: 'x', refers: String(n) })),
        key,
      )
      expect(addresses.every((address) => screened.hits(address).length === 1)).toBe(true)
      const address = addresses[at % addresses.length]!
      const place = turn % address.length
      const other = alphabet[(alphabet.indexOf(address[place]!) + 1) % alphabet.length]!
      const near = address.slice(0, place) + other + address.slice(place + 1)
      expect(screened.hits(near).length).toBe(addresses.includes(near) ? 1 : 0)
    }),
    { numRuns: 300, seed: 5 },
  )
})

describe.skipIf(dir === undefined)('lists as they were published', () => {
  const ofac = () => {
    const byTicker = JSON.parse(
      readFileSync(join(dir!, 'addresses/dev/ofac_sdn_addresses_asof_2023-05-24.json'), 'utf8'),
    ) as unknown
    return addressesIn(byTicker).map(
      (address, n): ListedAddress => ({ address, list: 'us-sdn', refers: `us-sdn ${n}` }),
    )
  }
  /** Every text that could be an address, wherever the file keeps it. */
  function addressesIn(value: unknown): string[] {
    if (typeof value === 'string') return /^[A-Za-z0-9]{20,}$/.test(value) ? [value] : []
    if (typeof value !== 'object' || value === null) return []
    return Object.values(value).flatMap(addressesIn)
  }
  const tags = () =>
    gunzipSync(readFileSync(join(dir!, 'addresses/dev/graphsense_tags_dev.jsonl.gz')))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, n) => ({ ...(JSON.parse(line) as { address: string; label?: string }), refers: `tags ${n + 1}` }))

  test('a bitcoin and a Tron address filed under USDT are found: the ticker counts for nothing', () => {
    const screened = new AddressLists(ofac(), key)
    for (const address of ['16iWn2J1McqjToYLHSsAyS6En3QA8YQ91H', 'TX5GV4DyfxNB3rPkzZJhmqZ1efVmL4rEqG'])
      expect(screened.hits(address).map((hit) => hit.list)).toEqual(['us-sdn'])
  })
  test('all are found whatever the case of an EVM address, none by a near miss', () => {
    const listed = ofac()
    const screened = new AddressLists(listed, key)
    const missed = listed.filter(({ address }) => {
      const asked = address.startsWith('0x') ? `0x${address.slice(2).toUpperCase()}` : address
      return screened.hits(asked).length === 0
    })
    expect([listed.length > 500, missed]).toEqual([true, []])
    const forms = new Set(listed.map(({ address }) => formOf(address)))
    const near = listed.map(({ address }) => address.slice(0, -1) + (address.endsWith('1') ? '2' : '1'))
    expect(near.filter((address) => !forms.has(formOf(address)) && screened.hits(address).length > 0)).toEqual([])
  })
  test('tags with their faults are taken as they are: a trailing blank is no part of an address, a mistyped one is another', () => {
    const rows = tags()
    const screened = new AddressLists(
      rows.map(({ address, refers }) => ({ address, list: 'tags', refers })),
      key,
    )
    const blank = rows.filter(({ address }) => address !== address.trim())
    expect(blank.length).toBeGreaterThan(0)
    expect(blank.filter(({ address }) => screened.hits(address.trim()).length === 0)).toEqual([])
    expect(rows.filter(({ address }) => address.trim() !== '' && screened.hits(address).length === 0)).toEqual([])
  })
  test('seizure wallets of a government, which public code calls scams, are on no list', () => {
    const screened = new AddressLists(ofac(), key)
    const text = readFileSync(join(dir!, 'addresses/seizure_wallets_and_label_conflicts.json'), 'utf8')
    const wallets = addressesIn(JSON.parse(text))
    expect([wallets.length > 0, wallets.filter((address) => screened.hits(address).length > 0)]).toEqual([true, []])
  })
  test('a hit on a foreign list refuses nothing onshore, and goes to the officer of the venue offshore', () => {
    const hits = new AddressLists(ofac(), key).hits('16iWn2J1McqjToYLHSsAyS6En3QA8YQ91H').map((hit) => hit.list)
    const binding = { onshore: ['cn-terror', 'cn-un', 'cn-pboc'], offshore: ['hk-unso', 'hk-unatmo', 'hk-wmd'] }
    expect(screen({ lists, zone: 'onshore', screened: [...binding.onshore, 'us-sdn'], hits })).toMatchObject({
      ok: true,
      information: ['us-sdn'],
    })
    expect(screen({ lists, zone: 'offshore', screened: [...binding.offshore, 'us-sdn'], hits })).toMatchObject({
      ok: true,
      toOfficer: ['us-sdn'],
    })
  })
})
