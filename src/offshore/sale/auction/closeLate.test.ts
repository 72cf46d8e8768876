import { expect, test } from 'vitest'
import { allPacks } from '../../../../test/rules/packs.ts'
import { a, asset, fact, held, sale, tranche } from '../../../../test/support/offshoreFacts.ts'

/** A round that handed coins over and was not closed before what was left was sold in the books. */
const deals = { desk: { deposit: '0', paidLots: 1, paidGross: '9', deliveredLots: 1, deliveredGross: '9' } }
const round = (change: object = {}) => ({
  round: 'r-1',
  lots: 1,
  lotUnits: '5',
  asset,
  currency: 'USD',
  terms: {},
  clearing: { entry: 'c', document: 'd' },
  deals,
  delivered: { [a]: '5' },
  ...change,
})
const slices = (of: object, more: object = {}) => ({ ...more, round: { [tranche]: of } }) as never

test('it is closed as a part of the tranche whenever that is written down: with coins left, or with all of them sold', () => {
  const payload = { round: 'r-1', asset, currency: 'USD', units: '5', gross: '9', purpose: 'part' }
  const left = (state: object) => fact('block.closed', 'nothingLeft', payload, { state }).ok
  const past = [{ plan: 'q', orders: 'o', sold: { [a]: '7' } }]
  expect(left({ slices: slices(round()), balances: held({ [a]: '7' }) })).toBe(true)
  for (const row of [{ closed: true }, { settled: { orders: 'o', sold: {} } }, { past }])
    expect([row, left({ slices: slices(round(), sale(row)), balances: held({ [a]: '7' }, 'USD') })]).toEqual([
      row,
      true,
    ])
  // Where nothing else was ever sold it is the whole, and no part.
  expect(left({ slices: slices(round()) })).toBe(false)
  expect(left({ slices: slices(round(), sale()) })).toBe(false)
})

test.each(allPacks.filter(({ manifest }) => manifest.kind === 'model').map(({ manifest }) => [manifest.id, manifest]))(
  'the way of %s lets it be closed in every stage that a sale in the books leads to',
  (_, { steps = [] }) => {
    const part = steps.find(({ kind, purpose }) => kind === 'block.closed' && purpose === 'part')!
    expect(part.to).toBeUndefined()
    const stages = [
      'reserved',
      'selling',
      'unreachable',
      'floor-decided',
      'withdrawing',
      'rest-sent-back',
      'sold',
      'booked',
    ]
    expect(part.from).toEqual(expect.arrayContaining([...stages, 'remitting', 'remitted']))
  },
)

test('a block is sold in the currency of its reserve: a round in another is refused, and says so', () => {
  const invitation = { round: 'r-1', asset, currency: 'HKD', lots: 1, lotUnits: '1', commitBy: 'x', revealBy: 'y' }
  const slices = { reserve: { [tranche]: { currency: 'USD', floor: '1', validUntil: 'z', entry: 'e' } } } as never
  const found = (currency: string) =>
    fact('bids.invited', 'roundFits', { ...invitation, currency }, { state: { slices, balances: held({ [a]: '7' }) } })
  expect(found('HKD')).toMatchObject({ ok: false, found: 'a round in HKD' })
  expect(found('HKD').required).toMatch(/^in USD, /)
  expect(found('USD').found).not.toContain('a round in')
})

test('no other round begins before it is closed: the deals of one before the newest are not kept', () => {
  const invitation = { round: 'r-2', asset, currency: 'USD', lots: 1, lotUnits: '1', commitBy: 'x', revealBy: 'y' }
  const found = (change: object) =>
    fact('bids.invited', 'roundFits', invitation, {
      state: { slices: slices(round(change)), balances: held({ [a]: '7' }) },
    }).found
  expect(found({})).toBe('r-1, which handed over and is not closed')
  expect(found({ closed: true })).not.toContain('r-1')
  expect(found({ deals: {} })).not.toContain('r-1')
})
