import { expect, test } from 'vitest'
import type { SaleReport } from './saleReport.ts'
import { trancheWhole } from './trancheWhole.ts'

const report = (change: Partial<SaleReport>): SaleReport =>
  ({
    asset: 'bip122:000000000019d6689c085ae165831e93/slip44:0',
    currency: 'USD',
    arrivalMid: '60000.00',
    ...change,
  }) as SaleReport
const first = report({ units: '100000000', gross: '59900.00', fees: '60.00' })
const second = report({ units: '50000000', gross: '29500.00', fees: '40.00', arrivalMid: '59500.00' })

test('one sale says what it cost itself', () => {
  expect(trancheWhole([first], [])).toBeUndefined()
})

test('two sales and a block make one average, and one shortfall against the first look of the first sale', () => {
  // 2 BTC: 59,900 + 29,500 + 29,700 = 119,100 gross, 100 of fees; value 120,000.
  expect(trancheWhole([first, second], [{ units: '50000000', gross: '2970000' }])).toEqual({
    asset: 'bip122:000000000019d6689c085ae165831e93/slip44:0',
    currency: 'USD',
    parts: [
      { kind: 'books', units: '100000000', gross: '59900.00', average: '59900.00' },
      { kind: 'books', units: '50000000', gross: '29500.00', average: '59000.00' },
      { kind: 'block', units: '50000000', gross: '29700.00', average: '59400.00' },
    ],
    units: '200000000',
    gross: '119100.00',
    fees: '100.00',
    net: '119000.00',
    average: '59550.00',
    arrivalMid: '60000.00',
    shortfallBps: '83.33',
  })
})
