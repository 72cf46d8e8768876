import type { LedgerPage, LedgerRow } from '../api/types.ts'

export interface Line {
  readonly entry: string
  readonly index: number
  readonly kind: string
  readonly at: string
  readonly subject: LedgerRow['subject']
  readonly account: string
  readonly asset: string
  readonly units: string
  /** Of the account in this asset, after this line; absent where sizes are sealed. */
  readonly balance?: string
}

/** Postings one a line. */
export function linesOf(rows: readonly LedgerRow[]): readonly Line[] {
  return rows.flatMap(({ entry, kind, at, subject, postings }) =>
    postings.map((posting, index) => ({ entry, index, kind, at, subject, ...posting })),
  )
}

/**
 * Assets that do not cancel, in the balances of the case or within an entry of the page.
 *
 * @param whole whether the page shows all lines of its entries in the asset
 */
export function unbalancedAssets({ balances, rows }: LedgerPage, whole: boolean): readonly string[] {
  const off = new Set<string>()
  const look = (lines: readonly { readonly asset: string; readonly units: string }[]): void => {
    const sums = new Map<string, bigint>()
    for (const { asset, units } of lines) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(units))
    for (const [asset, sum] of sums) if (sum !== 0n) off.add(asset)
  }
  look(Object.entries(balances).map(([key, units]) => ({ asset: key.slice(key.lastIndexOf(' ') + 1), units })))
  if (whole) for (const { postings } of rows) look(postings)
  return [...off]
}
