import { expect, test } from 'vitest'
import { flawText } from '../flaws/flaw.ts'
import { addPostings, type Balances, move, post } from './posting.ts'

/** Books one posting set after the other; the first fault ends it. */
function book(sets: readonly (readonly ReturnType<typeof post>[])[]): Balances | string {
  let balances: Balances = {}
  for (const postings of sets) {
    const result = addPostings(balances, postings)
    if ('fault' in result) return flawText(result.fault, 'en')
    balances = result.balances
  }
  return balances
}

const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'

test('what is moved leaves one account and comes to another', () => {
  expect(book([move({ from: 'equity:seized', to: 'assets:custody', asset: btc, units: 5n })])).toEqual({
    [`assets:custody ${btc}`]: '5',
    [`equity:seized ${btc}`]: '-5',
  })
})

test('an account that comes to zero is gone', () => {
  expect(
    book([
      move({ from: 'equity:seized', to: 'assets:custody', asset: btc, units: 5n }),
      move({ from: 'assets:custody', to: 'equity:seized', asset: btc, units: 5n }),
    ]),
  ).toEqual({})
})

test('custody cannot pay out more than was seized into it', () => {
  expect(
    book([
      move({ from: 'equity:seized', to: 'assets:custody', asset: btc, units: 5n }),
      move({ from: 'assets:custody', to: 'equity:sold', asset: btc, units: 6n }),
    ]),
  ).toBe(`assets:custody would hold -1 of ${btc}`)
})

test('postings that do not cancel are refused, asset by asset', () => {
  expect(book([[post('equity:sold', 'USD', -100n), post('assets:trust', 'USD', 99n)]])).toBe(
    'postings of USD sum to -1, not zero',
  )
  expect(book([[post('equity:sold', 'USD', -100n), post('assets:trust', 'HKD', 100n)]])).toBe(
    'postings of USD sum to -100, not zero',
  )
})

test('nothing moved is no posting', () => {
  expect(move({ from: 'a', to: 'b', asset: 'USD', units: 0n })).toEqual([])
})

test('amounts beyond 2^53 stay exact', () => {
  const wei = 123_456_789_012_345_678_901n
  expect(book([move({ from: 'equity:seized', to: 'assets:custody', asset: 'eth', units: wei })])).toEqual({
    'assets:custody eth': wei.toString(),
    'equity:seized eth': (-wei).toString(),
  })
})
