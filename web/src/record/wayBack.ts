import { type CaseState, crossedOf } from '../../../src/core/case/state.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import { atPlatforms, heldAt, ofTranche } from '../../../src/offshore/handover/atPlatforms.ts'
import {
  leftAtPlatforms,
  restOnceGone,
  soldUnbooked,
  withdrawalKeyFor,
  withdrawalsOf,
} from '../../../src/offshore/handover/withdrawals.ts'
import { type OrdersState, saleOf } from '../../../src/offshore/sale/sale.ts'
import { allSentBack, arrivedTransactions } from '../../../src/onshore/custody/homeward.ts'
import type { CaseAct, ReadPaperText } from './papers.ts'

/** The orders of a tranche's sale, with the stream that they stand in. */
export interface SaleOrders {
  readonly id: string
  readonly state: OrdersState
}

/** The organ's decision that a tranche comes back, and the address that custody gives for it. */
export function addressedReturn(parameters: {
  readonly decision: ReadPaperText
  readonly asset: string
  readonly address: string
}): CaseAct {
  const { decision, asset, address } = parameters
  const { ground, feeBearer } = decision.body
  return {
    kind: 'return.addressed',
    payload: {
      ground: String(ground),
      decision: hashText(decision.text),
      asset,
      address,
      feeBearer: String(feeBearer),
      readBack: true,
    },
    texts: [decision.text],
  }
}

/** What a platform said that it sent, and the chain has not shown at home yet. `units` less the fee, in base units. */
export interface Expected {
  readonly platform: string
  readonly asset: string
  readonly units: string
  readonly address: string
  readonly txid: string
}

export function expectedAt(state: CaseState, tranche: string): readonly Expected[] {
  const came = arrivedTransactions(state, tranche)
  return allSentBack(state, tranche)
    .filter(({ txid }) => !came.includes(txid))
    .map(({ platform, asset, units, fee, address, txid }) => ({
      platform,
      asset,
      units: (BigInt(units) - BigInt(fee)).toString(),
      address,
      txid,
    }))
}

/** What is left to withdraw of a tranche, and where to; undefined until an address has crossed. */
export interface ToWithdraw {
  readonly asset: string
  readonly address: string
  readonly feeBearer: string
  /** Base units by platform. */
  readonly left: ReadonlyMap<string, bigint>
  readonly soldBefore: readonly { readonly platform: string; readonly units: string }[]
}

export function toWithdraw(state: CaseState, tranche: string, orders: SaleOrders | undefined): ToWithdraw | undefined {
  const given = crossedOf(state, 'return.addressed', { tranche })?.fields
  if (typeof given?.address !== 'string' || typeof given.asset !== 'string') return undefined
  const { asset, address, feeBearer } = given
  const sold = soldUnbooked(state, tranche, () => orders?.state.totals)
  return {
    asset,
    address,
    feeBearer: String(feeBearer),
    left: leftAtPlatforms({ state, tranche, asset, sold }),
    soldBefore: [...sold].map(([platform, units]) => ({ platform, units: units.toString() })),
  }
}

/** The order to send back all that is left of a tranche, by each platform's own terms: undefined while one of them is missing. */
export function withdrawalOrder(parameters: {
  readonly state: CaseState
  readonly tranche: string
  readonly orders: SaleOrders | undefined
  /** By platform: its paper of terms. */
  readonly terms: Readonly<Record<string, ReadPaperText>>
}): CaseAct | undefined {
  const { state, tranche, orders, terms } = parameters
  const what = toWithdraw(state, tranche, orders)
  if (what === undefined || what.left.size === 0) return undefined
  const { asset, address, soldBefore } = what
  const earlier = Object.values(withdrawalsOf(state, tranche)?.legs ?? {})
  const papers: string[] = []
  const legs = [...what.left].map(([platform, left]) => {
    const paper = terms[platform]
    if (paper === undefined) return undefined
    papers.push(paper.text)
    const { fee, maxUnits } = paper.body
    const most = typeof maxUnits === 'string' && /^\d{1,30}$/.test(maxUnits) ? BigInt(maxUnits) : left
    const units = (most < left ? most : left).toString()
    const attempt = earlier.filter((leg) => leg.platform === platform).length
    const withdrawal = withdrawalKeyFor({ tranche, platform, asset, address, units, attempt })
    return { platform, units, fee: String(fee), withdrawal, terms: hashText(paper.text) }
  })
  const whole = legs.flatMap((leg) => (leg === undefined ? [] : [leg]))
  if (whole.length < legs.length) return undefined
  const began = saleOf(state, tranche) !== undefined && orders !== undefined
  return {
    kind: 'withdrawal.ordered',
    payload: {
      ...(began ? { orders: orders.id } : {}),
      asset,
      address,
      legs: whole,
      soldBefore: soldBefore.map((row) => ({ ...row })),
    },
    texts: papers,
  }
}

/** A platform's word about one withdrawal: that it sent it, or that it sent nothing and will not. */
export function withdrawalOutcome(state: CaseState, tranche: string, outcome: ReadPaperText): CaseAct | undefined {
  const { paper, body, text } = outcome
  const statement = hashText(text)
  const said = (name: string): string => String(body[name] ?? '')
  const [asset, withdrawal] = [said('asset'), said('withdrawal')]
  const named = { platform: paper.issuer, asset, withdrawal }
  if (body.state === 'failed') return { kind: 'withdrawal.failed', payload: { ...named, statement }, texts: [text] }
  if (body.state !== 'sent' || !/^[1-9]\d*$/.test(said('units'))) return undefined
  const sent = { units: said('units'), fee: said('fee'), address: said('address'), txid: said('txid') }
  const rest = restOnceGone(state, tranche, { asset, units: sent.units })
  return { kind: 'coins.returned', payload: { ...named, ...sent, rest, statement }, texts: [text] }
}

/** Platforms that a settlement has to speak of: where coins of the tranche's asset lie, and where any were sold. */
export function settledPlatforms(
  state: CaseState,
  tranche: string,
  asset: string,
  orders: SaleOrders,
): readonly string[] {
  const holding = atPlatforms(state, asset, ofTranche(tranche)).keys()
  return [...new Set([...holding, ...Object.keys(orders.state.totals)])].sort()
}

/** The settlement of a sale that is over with coins left, by the platforms' statements of one moment: undefined while one is missing. */
export function settlement(parameters: {
  readonly state: CaseState
  readonly tranche: string
  readonly asset: string
  readonly orders: SaleOrders
  readonly statements: Readonly<Record<string, ReadPaperText>>
}): CaseAct | undefined {
  const { state, tranche, asset, orders, statements } = parameters
  const sale = saleOf(state, tranche)
  const platforms = settledPlatforms(state, tranche, asset, orders)
  const papers = platforms.flatMap((platform) => statements[platform] ?? [])
  if (sale === undefined || papers.length < platforms.length || platforms.length === 0) return undefined
  const rows = platforms.map((platform, i) => {
    const { units, gross, fee, fills } = orders.state.totals[platform] ?? { units: '0', gross: '0', fee: '0', fills: 0 }
    const held = heldAt(state, platform, asset, ofTranche(tranche))
    const { text, body } = papers[i]!
    const currency = String(body.currency ?? sale.currency)
    const own = currency === sale.currency ? {} : { currency }
    const left = (held - BigInt(units)).toString()
    return { platform, ...own, units, gross, fee, fills, left, statement: hashText(text) }
  })
  const asOf = String(papers[0]?.body.asOf ?? '')
  return {
    kind: 'sale.settled',
    payload: { orders: orders.id, asset, currency: sale.currency, asOf, rows },
    texts: papers.map(({ text }) => text),
  }
}
