import { assert } from '../errors.ts'
import { formatAmount } from '../money/amount.ts'

export interface JournalPosting {
  /** Colon-parted, `assets:custody`; no blanks at the ends, no two in a row, no semicolon. */
  readonly account: string
  /** Ticker, ISO 4217 code or CAIP-19 id; always quoted, so that any of them reads back. */
  readonly commodity: string
  /** Signed base or minor units. */
  readonly amount: bigint
  readonly decimals: number
}

export interface JournalTransaction {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly description: string
  /** What the transaction comes from, such as an entry's hash. */
  readonly code?: string
  readonly postings: readonly JournalPosting[]
}

/**
 * Prints transactions as a journal that hledger reads, with every decimal written out, so that a program that we did not write can
 * balance the books. Characters that end a description there (`;`, `|`, line ends) are replaced in it; amounts and accounts never
 * change. A transaction that does not balance per commodity, and an account that would read back as another, is our bug and stops.
 *
 * @example journalText([{ date: '2026-03-01', description: 'seized', code: 'e1', postings: [
 *   { account: 'assets:custody', commodity: 'BTC', amount: 6_370_000_000n, decimals: 8 },
 *   { account: 'equity:seized', commodity: 'BTC', amount: -6_370_000_000n, decimals: 8 }] }])
 */
export function journalText(transactions: readonly JournalTransaction[]): string {
  const decimals = new Map<string, number>()
  const blocks = transactions.map((transaction) => blockOf(transaction, decimals))
  const commodities = [...decimals].map(([commodity, digits]) => `commodity ${sample(digits)} ${quoted(commodity)}`)
  return `${['decimal-mark .', ...commodities].join('\n')}\n${blocks.map((block) => `\n${block}\n`).join('')}`
}

function blockOf(transaction: JournalTransaction, decimals: Map<string, number>): string {
  const { date, description, code, postings } = transaction
  assert(/^\d{4}-\d\d-\d\d$/.test(date), `journal date ${date}`)
  checkBalance(postings, decimals)
  const head = [
    date,
    ...(code === undefined ? [] : [`(${plain(code).replace(/[()]/g, '')})`]),
    plain(description),
  ].join(' ')
  const width = Math.max(0, ...postings.map(({ account }) => account.length))
  return [head.trimEnd(), ...postings.map((posting) => lineOf(posting, width))].join('\n')
}

function lineOf({ account, commodity, amount, decimals }: JournalPosting, width: number): string {
  // Two blanks end an account's name; a bracket or a mark at its beginning would change what the line means.
  assert(/^[\p{L}\p{N}](?:[^\s;]| (?! ))*$/u.test(account) && !account.endsWith(' '), `journal account ${account}`)
  return `    ${account.padEnd(width)}  ${formatAmount({ amount, decimals })} ${quoted(commodity)}`
}

function checkBalance(postings: readonly JournalPosting[], decimals: Map<string, number>): void {
  const sums = new Map<string, bigint>()
  for (const { commodity, amount, decimals: digits } of postings) {
    assert((decimals.get(commodity) ?? digits) === digits, `two precisions of ${commodity}`)
    decimals.set(commodity, digits)
    sums.set(commodity, (sums.get(commodity) ?? 0n) + amount)
  }
  for (const [commodity, sum] of sums) assert(sum === 0n, `a transaction off by ${sum} of ${commodity}`)
}

function quoted(commodity: string): string {
  assert(/^[^"\n\r;]+$/.test(commodity), `journal commodity ${commodity}`)
  return `"${commodity}"`
}

// hledger wants a decimal mark in the sample of a commodity even where there are no decimals.
function sample(decimals: number): string {
  return `1000.${'0'.repeat(decimals)}`
}

function plain(text: string): string {
  return text
    .replace(/[;；]/g, ',')
    .replace(/\|/g, '/')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
}
