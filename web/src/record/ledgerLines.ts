import type { LedgerRow } from '../api/types.ts'

export interface Line {
  readonly entry: string
  readonly index: number
  readonly kind: string
  readonly at: string
  readonly subject: LedgerRow['subject']
  readonly account: string
  readonly asset: string
  readonly units: string
  /** Of the account in this asset, after this line. */
  readonly balance: string
}

/** Postings one a line, with the running balance of their account. */
export function linesOf(rows: readonly LedgerRow[]): readonly Line[] {
  const running = new Map<string, bigint>()
  return rows.flatMap(({ entry, kind, at, subject, postings }) =>
    postings.map(({ account, asset, units }, index) => {
      const key = `${account} ${asset}`
      const balance = (running.get(key) ?? 0n) + BigInt(units)
      running.set(key, balance)
      return { entry, index, kind, at, subject, account, asset, units, balance: balance.toString() }
    }),
  )
}

/** Last balance of each account that is not zero. Keys are `account asset`. */
export function balances(lines: readonly Line[]): Readonly<Record<string, string>> {
  const last: Record<string, string> = {}
  for (const { account, asset, balance } of lines) last[`${account} ${asset}`] = balance
  return Object.fromEntries(Object.entries(last).filter(([, units]) => units !== '0'))
}

/** Assets whose postings do not cancel within each entry. Checked here again: a ledger that is shown balanced is. */
export function unbalancedAssets(rows: readonly LedgerRow[]): readonly string[] {
  const off = new Set<string>()
  for (const { postings } of rows) {
    const sums = new Map<string, bigint>()
    for (const { asset, units } of postings) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(units))
    for (const [asset, sum] of sums) if (sum !== 0n) off.add(asset)
  }
  return [...off]
}
