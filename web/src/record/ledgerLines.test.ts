import { expect, test } from 'vitest'
import type { LedgerPage } from '../api/types.ts'
import { linesOf, unbalancedAssets } from './ledgerLines.ts'

const posting = (account: string, units: string, asset = 'CNY') => ({ account, asset, units, balance: '7' })
const page = (balances: Record<string, string>, ...postings: LedgerPage['rows'][number]['postings'][]): LedgerPage => ({
  balances,
  rows: postings.map((lines, i) => ({ entry: `e${i}`, kind: 'k', at: '', subject: {}, postings: lines })),
})

test('a line says its entry, its account and the balance after it', () => {
  expect(linesOf(page({}, [posting('a', '5'), posting('b', '-5')]).rows)).toEqual([
    { entry: 'e0', index: 0, kind: 'k', at: '', subject: {}, account: 'a', asset: 'CNY', units: '5', balance: '7' },
    { entry: 'e0', index: 1, kind: 'k', at: '', subject: {}, account: 'b', asset: 'CNY', units: '-5', balance: '7' },
  ])
})

test('balances that do not cancel are named by their asset', () => {
  expect(unbalancedAssets(page({ 'a CNY': '5', 'b CNY': '-5', 'a USD': '3' }), true)).toEqual(['USD'])
})

test('an entry whose lines do not cancel is named by its asset, where all of its lines are shown', () => {
  const off = page({}, [posting('a', '5'), posting('b', '-4')])
  expect(unbalancedAssets(off, true)).toEqual(['CNY'])
  expect(unbalancedAssets(off, false)).toEqual([])
})
