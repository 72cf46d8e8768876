import { decimalsOf } from '../../../core/assets/units.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import { eachScreened } from '../../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../../core/case/screeningKinds.ts'
import {
  asset,
  closed,
  count,
  currency,
  documentHash,
  id,
  list,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  units,
} from '../../../core/case/shapes.ts'
import { balanceOf, move } from '../../../core/ledger/posting.ts'
import { multiplyRate } from '../../../core/money/rate.ts'
import { buyerCleared } from './buyer.ts'
import type { Clearing } from './clear.ts'
import { bankShows, payerOwn } from './deposits.ts'
import {
  allottedTo,
  answerTo,
  blockMark,
  dealOf,
  openLots,
  type RoundState,
  roundOf,
  withDeal,
  withRound,
} from './roundState.ts'

const paidShape = closed({
  round: id,
  bidder: id,
  lots: count,
  /** What the lots cost, and what came. Minor units. */
  amount: positiveUnits,
  account: id,
  /** The buyer's own registered account that it came from. */
  bidderAccount: id,
  currency,
  reference: note,
  statement: documentHash,
})
type Paid = Of<typeof paidShape>

/** The price came to the trust account, to the cent, before any coin goes: what was allotted, at its price. The deposit goes back after it. */
const blockPaid = defineKind<Paid>({
  name: 'block.paid',
  stream: 'case',
  zones: ['offshore'],
  payload: paidShape,
  facts: {
    rankingConfirmed: ({ payload, state, subject }) => {
      const answer = answerTo(state(), subject)?.answer ?? 'no answer'
      const same = roundOf(state(), subject.tranche)?.round === payload.round
      return verdict(same && answer === 'confirm', answer, 'the newest result, confirmed onshore')
    },
    buyerCleared: ({ payload, state, subject }) => {
      const { places, defaulted } = dealOf(roundOf(state(), subject.tranche), payload.bidder)
      return verdict(
        places !== undefined && defaulted === undefined,
        places === undefined ? 'not cleared' : (defaulted ?? 'cleared'),
        'a buyer that was cleared and has not defaulted',
      )
    },
    paidInTime: ({ state, subject, recordedAt }) => {
      const payBy = answerTo(state(), subject)?.payBy ?? ''
      return verdict(recordedAt <= payBy, recordedAt, `by ${payBy}`)
    },
    priceAsAllotted: (input) => {
      const { payload } = input
      const { lots, amount } = owed(input)
      return verdict(
        lots > 0 && payload.lots === lots && payload.amount === amount.toString(),
        `${payload.amount} for ${payload.lots} lots`,
        `${amount} for ${lots} lots`,
      )
    },
    bankShows: (input) => bankShows(input, true),
    payerOwn,
  },
  apply: (state, { payload, subject, recordedAt }) => {
    const round = roundOf(state, subject.tranche)!
    const deal = dealOf(round, payload.bidder)
    const change = {
      paidLots: deal.paidLots + payload.lots,
      paidGross: (BigInt(deal.paidGross) + BigInt(payload.amount)).toString(),
      paidAt: recordedAt,
      paidFrom: payload.bidderAccount,
    }
    return withRound(state, subject.tranche!, withDeal(round, payload.bidder, change))
  },
  marks: (entry) => [blockMark('block.paid', entry)],
  // Until the coins are handed over, the price is owed to who paid it.
  postings: ({ payload: { bidder, amount, currency: of } }) =>
    move({ from: `liabilities:block:${bidder}`, to: 'assets:trust', asset: of, units: BigInt(amount) }),
})

/** What a bidder still has to pay for by the newest clearing. Each price is rounded up to the minor unit: nobody pays less than was bid. */
function owed({ payload, state, subject, document }: FactInput<Paid>) {
  const round = roundOf(state(), subject.tranche)
  const deal = dealOf(round, payload.bidder)
  const clearing = round?.clearing && (JSON.parse(document(round.clearing.document)) as Clearing)
  const all = clearing === undefined ? 0n : priceOf(round!, clearing, payload.bidder)
  return { lots: allottedTo(round, payload.bidder) - deal.paidLots, amount: all - BigInt(deal.paidGross) }
}

/** @example priceOf(round, clearing, 'desk') // 6_400_000n, minor units for all that it was allotted */
export function priceOf(
  round: Pick<RoundState, 'asset' | 'lotUnits'>,
  { allotments }: Pick<Clearing, 'allotments'>,
  bidder: string,
): bigint {
  return allotments
    .filter((row) => row.bidder === bidder)
    .reduce(
      (sum, { lots, price }) =>
        sum +
        multiplyRate({
          amount: BigInt(lots) * BigInt(round.lotUnits),
          rate: price,
          fromDecimals: decimalsOf(round.asset),
          toDecimals: 2,
          rounding: 'up',
        }),
      0n,
    )
}

const legShape = closed({ platform: id, units: positiveUnits, to: note })
const orderedShape = closed({ round: id, bidder: id, asset, legs: list(legShape, 20) })

function buyerKeys({ bidder, legs }: Of<typeof orderedShape>): readonly string[] {
  return legs.map(({ platform }) => screeningKey('buyer', bidder, platform))
}

/** The order to hand over: only what was paid for, only to the place that was cleared. The platforms act on their customer's own instruction, which names this entry. */
const deliveryOrdered = defineKind<Of<typeof orderedShape>>({
  name: 'delivery.ordered',
  stream: 'case',
  zones: ['offshore'],
  payload: orderedShape,
  facts: {
    paidBefore: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const { paidLots, deliveredLots, ordered } = dealOf(round, payload.bidder)
      const due = BigInt(paidLots - deliveredLots) * BigInt(round?.lotUnits ?? '0')
      const legs = payload.legs.reduce((sum, row) => sum + BigInt(row.units), 0n)
      return verdict(
        round?.round === payload.round && ordered === undefined && due > 0n && legs === due,
        ordered === undefined ? `${legs} units` : 'ordered before',
        `${due} units that are paid and not handed over`,
      )
    },
    placeAsCleared: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const places = dealOf(round, payload.bidder).places ?? {}
      const off = payload.legs.find(({ platform, to }) => places[platform] !== to)
      return verdict(
        off === undefined && payload.asset === round?.asset,
        off === undefined ? `${payload.legs.length} places` : `${off.to} at ${off.platform}`,
        off === undefined ? 'where the buyer was cleared' : (places[off.platform] ?? `nothing at ${off.platform}`),
      )
    },
    unitsAtPlatforms: ({ payload, state }) => {
      const off = payload.legs.find(
        (row) => balanceOf(state().balances, `assets:venue:${row.platform}`, payload.asset) < BigInt(row.units),
      )
      const twice = new Set(payload.legs.map(({ platform }) => platform)).size !== payload.legs.length
      return verdict(
        off === undefined && !twice,
        off === undefined ? `${payload.legs.length} platforms` : `${off.units} at ${off.platform}`,
        'no more than lies at each platform, each once',
      )
    },
    // Between clearing and delivery a list may have become another: the buyer is asked for again at each platform that hands over.
    screenedClear: (input) => eachScreened(screenedClear, input, buyerKeys(input.payload)),
    screenedCurrent: (input) => eachScreened(screenedCurrent, input, buyerKeys(input.payload)),
  },
  apply: (state, { id: entry, payload, subject, recordedAt }) => {
    const round = roundOf(state, subject.tranche)!
    const ordered = { entry, at: recordedAt, legs: payload.legs }
    return withRound(state, subject.tranche!, withDeal(round, payload.bidder, { ordered }))
  },
})

const deliveredShape = closed({
  round: id,
  bidder: id,
  asset,
  gross: positiveUnits,
  currency,
  legs: list(closed({ platform: id, units: positiveUnits, reference: note, statement: documentHash }), 20),
})

/** The coins are the buyer's, by the word of each platform that they left: after the money, to the place that was cleared. With that the price is earned. */
const blockDelivered = defineKind<Of<typeof deliveredShape>>({
  name: 'block.delivered',
  stream: 'case',
  zones: ['offshore'],
  payload: deliveredShape,
  facts: {
    asOrdered: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const deal = dealOf(round, payload.bidder)
      const rows = (legs: readonly { platform: string; units: string }[]): string =>
        legs.map(({ platform, units: of }) => `${platform} ${of}`).join(', ')
      const gross = (BigInt(deal.paidGross) - BigInt(deal.deliveredGross)).toString()
      return verdict(
        deal.ordered !== undefined &&
          rows(deal.ordered.legs) === rows(payload.legs) &&
          payload.gross === gross &&
          payload.asset === round?.asset &&
          payload.currency === round.currency,
        `${rows(payload.legs)} for ${payload.gross}`,
        deal.ordered === undefined ? 'an order to hand over' : `${rows(deal.ordered.legs)} for ${gross}`,
      )
    },
    platformConfirms: ({ payload, paper, state, subject }) => {
      const deal = dealOf(roundOf(state(), subject.tranche), payload.bidder)
      const off = payload.legs.find(({ platform, units: of, reference, statement }) => {
        const said = paper(statement, 'coin-delivery')
        const body = said.body as Readonly<Record<string, unknown>>
        return !(
          said.issuer === platform &&
          body.order === deal.ordered?.entry &&
          body.to === deal.ordered?.legs.find((leg) => leg.platform === platform)?.to &&
          body.units === of &&
          body.asset === payload.asset &&
          body.reference === reference &&
          typeof body.at === 'string' &&
          body.at >= (deal.ordered?.at ?? '~')
        )
      })
      return verdict(
        off === undefined,
        off === undefined ? `${payload.legs.length} statements` : `${off.platform} states otherwise`,
        'of each platform: these units, to the place that was cleared, on this order and after it',
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const round = roundOf(state, subject.tranche)!
    const { ordered: _, ...deal } = dealOf(round, payload.bidder)
    const done = { ...deal, deliveredLots: deal.paidLots, deliveredGross: deal.paidGross }
    const delivered = { ...round.delivered }
    for (const { platform, units: of } of payload.legs)
      delivered[platform] = (BigInt(delivered[platform] ?? '0') + BigInt(of)).toString()
    return withRound(state, subject.tranche!, {
      ...round,
      deals: { ...round.deals, [payload.bidder]: done },
      delivered,
    })
  },
  marks: (entry) => [blockMark('block.settled', entry)],
  postings: ({ payload: { bidder, asset: of, gross, currency: money, legs } }) => [
    ...legs.flatMap((row) =>
      move({ from: `assets:venue:${row.platform}`, to: 'equity:sold', asset: of, units: BigInt(row.units) }),
    ),
    ...move({ from: 'equity:sold', to: `liabilities:block:${bidder}`, asset: money, units: BigInt(gross) }),
  ],
})

const closedShape = closed({
  round: id,
  asset,
  units,
  currency,
  gross: units,
  /** Only a part of the tranche went as a block: the rest lies at the platforms and is sold by another round or in the books. */
  purpose: optional(oneOf(['part'])),
})

/** The tranche went as a block: all that was allotted is handed over, every deposit is settled, and nothing of it lies at a platform, coins or money. */
const blockClosed = defineKind<Of<typeof closedShape>>({
  name: 'block.closed',
  stream: 'case',
  zones: ['offshore'],
  payload: closedShape,
  facts: {
    allSettled: ({ payload, state, subject }) => {
      const round = roundOf(state(), subject.tranche)
      const deals = Object.values(round?.deals ?? {})
      const sums = deals.reduce(
        (sum, deal) => ({ lots: sum.lots + deal.deliveredLots, gross: sum.gross + BigInt(deal.deliveredGross) }),
        { lots: 0, gross: 0n },
      )
      const sold = (BigInt(sums.lots) * BigInt(round?.lotUnits ?? '0')).toString()
      const held = deals.filter(({ deposit }) => deposit !== '0').length
      const open = round === undefined ? 0 : openLots(round)
      return verdict(
        round?.terms !== undefined &&
          round.round === payload.round &&
          round.closed !== true &&
          answerTo(state(), subject)?.answer === 'confirm' &&
          open === 0 &&
          held === 0 &&
          payload.units === sold &&
          payload.gross === sums.gross.toString() &&
          payload.asset === round.asset &&
          payload.currency === round.currency,
        `${open} lots open, ${held} deposits held, ${sold} units for ${sums.gross}`,
        'every lot handed over, every deposit settled, the sums of the record',
      )
    },
    nothingLeft: ({ payload, state }) => {
      const at = (of: string): bigint =>
        Object.entries(state().balances)
          .filter(([key]) => key.startsWith('assets:venue:') && key.endsWith(` ${of}`))
          .reduce((sum, [, value]) => sum + BigInt(value), 0n)
      const [left, money] = [at(payload.asset), at(payload.currency)]
      return verdict(
        payload.purpose === 'part' ? left > 0n : left === 0n && money === 0n,
        `${left} units and ${money} ${payload.currency} at platforms`,
        payload.purpose === 'part'
          ? 'coins that are left'
          : 'none: what is left is sold first, and what was sold in the books is brought to the trust account',
      )
    },
  },
  apply: (state, { subject }) =>
    withRound(state, subject.tranche!, { ...roundOf(state, subject.tranche)!, closed: true }),
  crosses: { to: 'onshore', fields: ['subject', 'payload.purpose', 'payload.round', 'payload.units'] },
})

export const deliveryKinds: readonly AnyKind[] = [buyerCleared, blockPaid, deliveryOrdered, blockDelivered, blockClosed]
