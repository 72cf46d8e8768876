import type { Directory } from '../src/core/case/directory.ts'
import type { Json } from '../src/core/record/jcs.ts'
import type { PostedEntry, ReplayedZone } from './replayZone.ts'
import type { HoldingRow, MoneyRow, Report } from './report.ts'

export interface SummaryPart {
  readonly kind: 'onshore' | 'offshore'
  readonly zone: string
  readonly replayed: ReplayedZone
}

/** ISO 4217; all else is a CAIP-19 asset. */
const isCurrency = (asset: string): boolean => /^[A-Z]{3}$/.test(asset)

class Sums {
  readonly #sums = new Map<string, bigint>()
  add(key: string, amount: bigint): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + amount)
  }
  get(key: string): string {
    return (this.#sums.get(key) ?? 0n).toString()
  }
  value(key: string): bigint {
    return this.#sums.get(key) ?? 0n
  }
  keys(): string[] {
    return [...this.#sums.keys()].sort()
  }
}

/** What became of the coins and of the money, from postings alone. */
export function summarize(parts: readonly SummaryPart[]): Pick<Report, 'money' | 'holdings' | 'ledger' | 'inTransit'> {
  const money = new Sums()
  const coins = new Sums()
  const currencies = new Set<string>()
  const assets = new Set<string>()
  const crossing = new Sums()
  const ledger: Record<string, Record<string, string>> = {}
  for (const { zone, replayed } of parts) {
    const balances = new Sums()
    for (const { postings } of replayed.posted) {
      for (const { account, asset, units } of postings) {
        const amount = BigInt(units)
        const rows = isCurrency(asset) ? money : coins
        ;(isCurrency(asset) ? currencies : assets).add(asset)
        rows.add(`${account} ${asset}`, amount)
        if (amount > 0n) rows.add(`+${account} ${asset}`, amount)
        balances.add(`${account} ${asset}`, amount)
        if (account.startsWith('crossing:')) crossing.add(asset, amount)
      }
    }
    const left = balances.keys().filter((key) => balances.value(key) !== 0n)
    ledger[zone] = Object.fromEntries(left.map((key) => [key, balances.get(key)]))
  }
  const transit = crossing.keys().filter((asset) => crossing.value(asset) !== 0n)
  return {
    money: [...currencies].sort().map((currency) => moneyRow(money, currency)),
    holdings: [...assets].sort().map((asset) => holdingRow(coins, asset)),
    ledger,
    inTransit: Object.fromEntries(transit.map((asset) => [asset, crossing.get(asset)])),
  }
}

function moneyRow(sums: Sums, currency: string): MoneyRow {
  const gross = -sums.value(`equity:sold ${currency}`)
  const feeKeys = sums.keys().filter((key) => key.startsWith('expenses:') && key.endsWith(` ${currency}`))
  const fees = feeKeys.reduce((sum, key) => sum + sums.value(key), 0n)
  // What a sale brought in its own currency, or what settlement brought in this one.
  const income = gross === 0n ? -sums.value(`equity:fx ${currency}`) : gross
  return {
    currency,
    gross: income.toString(),
    fees: fees.toString(),
    net: (income - fees).toString(),
    credited: sums.get(`+assets:case-account ${currency}`),
    treasury: sums.get(`+equity:treasury ${currency}`),
    claimants: sums.get(`+equity:claimants ${currency}`),
  }
}

function holdingRow(sums: Sums, asset: string): HoldingRow {
  return {
    asset,
    seized: (-sums.value(`equity:seized ${asset}`)).toString(),
    sold: sums.get(`equity:sold ${asset}`),
    returned: sums.get(`equity:returned ${asset}`),
    networkFees: sums.get(`expenses:network-fee ${asset}`),
    inCustody: sums.get(`assets:custody ${asset}`),
  }
}

/** Every posting, in the order in which the zones made them. */
export function postingRows(parts: readonly SummaryPart[]): Report['postings'] {
  return parts.flatMap(({ zone, replayed }) =>
    replayed.posted.flatMap(({ entry, kind, at, postings }) =>
      postings.map(({ account, asset, units }) => ({ zone, entry, kind, at, account, asset, units })),
    ),
  )
}

/** The account that money was last credited to, as the directory has it. */
export function creditedAccount(
  parts: readonly SummaryPart[],
  accountOf: (entry: PostedEntry) => Json | undefined,
): Report['account'] {
  for (const { replayed } of parts) {
    const last = replayed.posted.filter(({ kind }) => kind === 'money.credited').at(-1)
    const id = last === undefined ? undefined : accountOf(last)
    const account = typeof id === 'string' ? (replayed.directory as Directory | undefined)?.accounts[id] : undefined
    if (typeof id === 'string' && account !== undefined) {
      const { owner, bank, number, purpose } = account
      return { id, owner, bank, number, purpose }
    }
  }
  return undefined
}
