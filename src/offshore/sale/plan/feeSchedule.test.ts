import { describe, expect, test } from 'vitest'
import { parseDecimal } from '../../../core/price/rational.ts'
import { type FeeSchedule, faultOfSchedule, feeCost, feeTierAt, lotFees } from './feeSchedule.ts'

const tiers = [
  { from: '0', takerPpm: '2900' },
  { from: '1000000', takerPpm: '2000' },
  { from: '5000000', takerPpm: '1500' },
]
const atOnce: FeeSchedule = { volume: '900000', tiers }
// As the probed venue says: computed at midnight in Hong Kong, applied from seven.
const daily: FeeSchedule = { ...atOnce, day: { zoneMinutes: 480, appliesMinutes: 420 } }
const tier = (schedule: FeeSchedule, at: string, sold: Readonly<Record<string, string>>) =>
  feeTierAt({ schedule, sold, at, minorDigits: 2 })

describe('the tier of a moment', () => {
  test('follows what was sold, at once, from the very volume of the tier on', () => {
    const at = '2026-03-02T03:00:00.000Z'
    expect(tier(atOnce, at, {})).toEqual({ tier: 1, from: '0', takerPpm: '2900', volume: '900000.00' })
    expect(tier(atOnce, at, { '2026-03-02T02': '9999999' })).toMatchObject({ tier: 1, volume: '999999.99' })
    expect(tier(atOnce, at, { '2026-03-02T02': '5000000', '2026-03-02T03': '5000000' })).toEqual({
      tier: 2,
      from: '1000000',
      takerPpm: '2000',
      volume: '1000000.00',
    })
  })
  test('where days count, the day of a fill is closed at the midnight of the zone and applies later', () => {
    // 15:00 UTC is 23:00 in Hong Kong, 16:00 is the next day there.
    const sold = { '2026-03-02T15': '10000000', '2026-03-02T16': '400000000' }
    expect(tier(daily, '2026-03-02T15:30:00.000Z', sold)).toMatchObject({
      tier: 1,
      volume: '900000.00',
      next: { at: '2026-03-02T23:00:00.000Z', takerPpm: '2000' },
    })
    expect(tier(daily, '2026-03-02T22:59:59.999Z', sold)).toMatchObject({ tier: 1 })
    expect(tier(daily, '2026-03-02T23:00:00.000Z', sold)).toMatchObject({
      tier: 2,
      volume: '1000000.00',
      next: { at: '2026-03-03T23:00:00.000Z', takerPpm: '1500' },
    })
    expect(tier(daily, '2026-03-03T23:00:00.000Z', sold)).toEqual({
      tier: 3,
      from: '5000000',
      takerPpm: '1500',
      volume: '5000000.00',
    })
  })
})

describe('a forecast of fees', () => {
  const lotValue = parseDecimal('100')
  test('charges each part what its volume has reached', () => {
    // 1,000 lots to the edge at 29 bps, the other 1,000 at 20 bps.
    expect(feeCost(lotFees(atOnce, lotValue), 2_000, 24)).toBe(1_000 * 29 + 1_000 * 20)
  })
  test('charges the first day and the hours until seven what was before, where days count', () => {
    const fees = lotFees(daily, lotValue)
    expect(feeCost(fees, 2_000, 24)).toBe(2_000 * 29)
    // Half is sold on the first day and leads to 20 bps for the last 17 of 48 hours.
    expect(feeCost(fees, 2_000, 48)).toBeCloseTo(2_000 * ((31 / 48) * 29 + (17 / 48) * 20), 8)
  })
})

test.each([
  ['a fee that is not that of the volume', atOnce, '2000', 'is not that of the volume'],
  ['tiers that do not rise', { ...atOnce, tiers: [tiers[0]!, tiers[2]!, tiers[1]!] }, '2900', 'do not rise'],
  ['tiers that do not begin at 0', { ...atOnce, tiers: tiers.slice(1) }, '2000', 'does not begin'],
  ['no tiers', { ...atOnce, tiers: [] }, '2900', 'does not begin'],
  ['a volume that is none', { ...atOnce, volume: '1e6' }, '2900', 'no amount'],
  ['a fee above all', { ...atOnce, tiers: [{ from: '0', takerPpm: '2900000' }] }, '2900000', 'no share'],
  ['half an hour', { ...daily, day: { zoneMinutes: 330, appliesMinutes: 0 } }, '2900', 'no whole hour'],
  ['two days later', { ...daily, day: { zoneMinutes: 480, appliesMinutes: 2880 } }, '2900', 'a day late'],
])('a schedule with %s is refused', (_, schedule, takerPpm, wanted) =>
  expect(faultOfSchedule(schedule, takerPpm)).toContain(wanted),
)
test('a whole one is taken', () => expect(faultOfSchedule(daily, '2900')).toBeUndefined())

describe('what the account traded before', () => {
  const past: FeeSchedule = { ...atOnce, past: { '2026-02-01T02': '60000000', '2026-02-20T09': '50000000' } }
  test('counts by hour in place of the volume, with what the sale sells, and falls out after thirty days', () => {
    expect(tier(past, '2026-03-03T01:59:00.000Z', {})).toMatchObject({ tier: 2, volume: '1100000.00' })
    // 30 days after the first hour began.
    expect(tier(past, '2026-03-03T02:00:00.000Z', {})).toMatchObject({ tier: 2, volume: '1100000.00' })
    expect(tier(past, '2026-03-03T02:00:00.001Z', {})).toMatchObject({ tier: 1, volume: '500000.00' })
    expect(tier(past, '2026-03-03T03:00:00.000Z', { '2026-03-03T02': '50000000' })).toMatchObject({
      tier: 2,
      volume: '1000000.00',
    })
  })
  test('where days count, of the thirty days before the midnight that applies', () => {
    const daysPast: FeeSchedule = { ...daily, past: { '2026-02-01T02': '60000000', '2026-03-02T15': '50000000' } }
    // At 23:30 UTC of 2 March the day of Hong Kong that ended at 16:00 UTC applies: thirty days before it 31 January, 16:00 UTC.
    expect(tier(daysPast, '2026-03-02T23:30:00.000Z', {})).toMatchObject({ tier: 2, volume: '1100000.00' })
    expect(tier(daysPast, '2026-03-02T22:30:00.000Z', {})).toMatchObject({
      tier: 1,
      volume: '600000.00',
      next: { takerPpm: '2000' },
    })
    expect(tier(daysPast, '2026-03-04T23:30:00.000Z', {})).toMatchObject({ tier: 1, volume: '500000.00' })
  })
  test('a plan states no hours: its sale does', () => {
    expect(faultOfSchedule(past, '2900')).toBe('a plan states hours of a volume before its sale begins')
  })
})
