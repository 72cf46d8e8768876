import { expect, test } from 'vitest'
import { balances, linesOf, unbalancedAssets } from './ledgerLines.ts'

const row = (entry: string, ...postings: [string, string, string][]) => ({
  entry,
  kind: 'money.credited',
  at: '2026-03-02T00:00:00.000Z',
  subject: {},
  postings: postings.map(([account, asset, units]) => ({ account, asset, units })),
})

test('each line carries the balance of its account after it', () => {
  const lines = linesOf([
    row('1', ['equity:seized', 'BTC', '-500'], ['assets:custody', 'BTC', '500']),
    row('2', ['assets:custody', 'BTC', '-500'], ['equity:returned', 'BTC', '500']),
  ])
  expect(lines.map(({ account, balance }) => `${account} ${balance}`)).toEqual([
    'equity:seized -500',
    'assets:custody 500',
    'assets:custody 0',
    'equity:returned 500',
  ])
  expect(balances(lines)).toEqual({ 'equity:seized BTC': '-500', 'equity:returned BTC': '500' })
})

test('an entry whose postings do not cancel is named by its asset', () => {
  expect(unbalancedAssets([row('1', ['a', 'CNY', '-5'], ['b', 'CNY', '5'], ['a', 'USD', '1'])])).toEqual(['USD'])
})
