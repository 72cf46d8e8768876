import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { type JournalTransaction, journalText } from './journalText.ts'

const btc = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
const move = (commodity: string, decimals: number, amount: bigint, from: string, to: string) => [
  { account: to, commodity, amount, decimals },
  { account: from, commodity, amount: -amount, decimals },
]

const book: JournalTransaction[] = [
  {
    date: '2026-03-01',
    code: 'e1',
    description: 'seized; one output | 扣押',
    postings: move(btc, 8, 6_370_000_001n, 'equity:seized', 'assets:custody'),
  },
  {
    date: '2026-03-02',
    code: 'e(2)',
    description: 'sold\nin one fill',
    postings: [
      ...move(btc, 8, 1n, 'assets:custody', 'equity:sold'),
      ...move('HKD', 2, 105n, 'income:sale', 'assets:trust account'),
    ],
  },
  {
    date: '2026-03-03',
    description: '',
    postings: [
      ...move('USDT', 18, 1n, 'equity:seized', 'assets:custody'),
      ...move('JPY', 0, 12_345n, 'income:sale', 'assets:银行'),
    ],
  },
]

test('a journal is printed with every decimal and every commodity quoted', () => {
  expect(journalText(book)).toMatchInlineSnapshot(`
    "decimal-mark .
    commodity 1000.00000000 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"
    commodity 1000.00 "HKD"
    commodity 1000.000000000000000000 "USDT"
    commodity 1000. "JPY"

    2026-03-01 (e1) seized, one output / 扣押
        assets:custody  63.70000001 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"
        equity:seized   -63.70000001 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"

    2026-03-02 (e2) sold in one fill
        equity:sold           0.00000001 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"
        assets:custody        -0.00000001 "bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0"
        assets:trust account  1.05 "HKD"
        income:sale           -1.05 "HKD"

    2026-03-03
        assets:custody  0.000000000000000001 "USDT"
        equity:seized   -0.000000000000000001 "USDT"
        assets:银行       12345 "JPY"
        income:sale     -12345 "JPY"
    "
  `)
})

describe('what would not read back is our bug', () => {
  const posting = { account: 'assets:custody', commodity: 'HKD', amount: 5n, decimals: 2 }
  const back = { ...posting, account: 'equity:x', amount: -5n }
  test.each([
    ['a transaction that does not balance', [posting]],
    ['an account with two blanks', [{ ...posting, account: 'assets:a  b' }, back]],
    ['a virtual account', [{ ...posting, account: '(assets)' }, back]],
    ['an account with a comment', [{ ...posting, account: 'assets;x' }, back]],
    [
      'a commodity with a quote',
      [
        { ...posting, commodity: 'H"D' },
        { ...back, commodity: 'H"D' },
      ],
    ],
    ['one commodity in two precisions', [posting, back, { ...posting, decimals: 3 }, { ...back, decimals: 3 }]],
  ])('%s', (_, postings) => {
    expect(() => journalText([{ date: '2026-03-01', description: 'x', postings }])).toThrow('broken invariant')
  })
})

const hasHledger = spawnSync('hledger', ['--version']).status === 0

function hledger(...args: string[]): string {
  const { stdout, stderr, status } = spawnSync('hledger', ['-f', '-', ...args], {
    input: journalText(book),
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  })
  return status === 0 ? stdout : `refused: ${stderr}`
}

describe('hledger', () => {
  test.skipIf(!hasHledger)('hledger reads the journal strictly and finds every transaction balanced', () => {
    expect(hledger('check')).toBe('')
    expect(hledger('stats')).toMatch(/Transactions\s*: 3 /)
  })

  test.skipIf(!hasHledger)('hledger comes to the same balances, to the last unit', () => {
    const rows = hledger('balance', '--flat', '-N', '-O', 'csv', '--layout=bare').trim().split('\n').slice(1)
    expect(rows).toEqual([
      `"assets:custody","USDT","0.000000000000000001"`,
      `"assets:custody","${btc}","63.70000000"`,
      `"assets:trust account","HKD","1.05"`,
      `"assets:银行","JPY","12345"`,
      `"equity:seized","USDT","-0.000000000000000001"`,
      `"equity:seized","${btc}","-63.70000001"`,
      `"equity:sold","${btc}","0.00000001"`,
      `"income:sale","HKD","-1.05"`,
      `"income:sale","JPY","-12345"`,
    ])
  })
})
