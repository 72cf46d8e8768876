import { expect, test } from 'vitest'
import type { PriceSnapshot } from '../../core/price/snapshot.ts'
import { inYuan } from './floorOfDay.ts'
import { referencePrice } from './referencePrice.ts'

const at = '2026-03-02T02:31:00.000Z'
const asset = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7'

const snapshot: PriceSnapshot = {
  version: 1,
  frozenAt: at,
  parties: [
    { id: 'trust', group: 'trust' },
    { id: 'observer', group: 'observer' },
  ],
  sources: ['a', 'b', 'bank'].map((id) => ({
    id,
    kind: id === 'bank' ? 'bank' : 'licensed-venue',
    entity: id,
    host: `${id}.example`,
  })),
  observations: ['a', 'b'].flatMap((source) =>
    ['trust', 'observer'].map((capturedBy) => ({
      source,
      asset,
      currency: 'USD',
      basis: 'bid' as const,
      price: source === 'a' ? '0.9996' : '0.9994',
      asOf: at,
      fetchedAt: at,
      capturedBy,
      replySha256: 'ab'.repeat(32),
    })),
  ),
  bars: [],
  fx: [{ source: 'bank', base: 'USD', quote: 'CNY', rate: '7.1034', asOf: at }],
}

test('the reference and the floor of a stablecoin keep the digits that count: a cent would be one per cent of it', () => {
  expect(referencePrice({ snapshot, asset, currency: 'USD' }).price).toBe('0.9996')
  const { price } = referencePrice({ snapshot, asset, currency: 'USD', ratioPpm: 979_999n })
  // 0.9996 x 0.979999, up: 0.98 by cents.
  expect(price).toBe('0.979608')
  expect(inYuan({ snapshot, price, currency: 'USD' })).toBe('6.95855')
})
